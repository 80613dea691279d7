package io.wsgateway.kit;

import com.hazelcast.config.Config;
import com.hazelcast.core.Hazelcast;
import com.hazelcast.core.HazelcastInstance;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * A backend in a process of its own that has another version of Hazelcast, from {@code
 * target/hazelcast}, where Maven puts them. Ended with the test's JVM at the latest.
 */
public final class ForeignMember implements AutoCloseable {
  private final Process process;
  private final Path log;

  private ForeignMember(Process process, Path log) {
    this.process = process;
    this.log = log;
  }

  /** Tries to join; arguments: the cluster's name, its members. */
  public static void main(String[] arguments) {
    Config config = BackendMember.plain(arguments[0], arguments[1]);
    config.setProperty("hazelcast.logging.type", "jdk");
    try {
      HazelcastInstance member = Hazelcast.newHazelcastInstance(config);
      System.out.println("joined " + member.getCluster().getMembers());
    } catch (IllegalStateException e) {
      System.out.println("not joined: " + e);
      System.exit(1);
    }
  }

  /** Starts one with this version of Hazelcast. */
  public static ForeignMember start(String version, String cluster, String members)
      throws IOException {
    Path log = Files.createTempFile("foreign-", ".log");
    List<String> line =
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xmx128m",
            "-cp",
            String.join(
                File.pathSeparator,
                Path.of(
                        ForeignMember.class
                            .getProtectionDomain()
                            .getCodeSource()
                            .getLocation()
                            .getPath())
                    .toString(),
                Path.of("target", "hazelcast", "hazelcast-" + version + ".jar").toString()),
            ForeignMember.class.getName(),
            cluster,
            members);
    Process process =
        new ProcessBuilder(line).redirectErrorStream(true).redirectOutput(log.toFile()).start();
    Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
    return new ForeignMember(process, log);
  }

  /** Whether its process has ended. */
  public boolean isOver() {
    return !process.isAlive();
  }

  /** Everything it printed so far. */
  public String output() {
    try {
      return Files.readString(log);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() throws IOException {
    process.destroyForcibly().onExit().join();
    Files.deleteIfExists(log);
  }
}
