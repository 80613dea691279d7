package io.wsgateway.kit;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.awaitility.Awaitility;

/** A {@link BackendMain} that can be frozen. Ended with the test's JVM at the latest. */
public final class BackendProcess implements AutoCloseable {
  private static final Duration LIMIT = Duration.ofSeconds(90);

  private final Process process;
  private final Path log;

  private BackendProcess(Process process, Path log) {
    this.process = process;
    this.log = log;
  }

  /** Joins with the settings of docs/guides/event-bus.md, and waits until a gateway answers. */
  public static BackendProcess recommended(GatewayCluster cluster) throws IOException {
    return join(cluster, "recommended");
  }

  /** Joins with the settings of docs/guides/event-bus.md or with Hazelcast's own. */
  public static BackendProcess of(boolean recommended, GatewayCluster cluster) throws IOException {
    return recommended ? recommended(cluster) : plain(cluster);
  }

  /** Joins with Hazelcast's own settings, and waits until a gateway answers. */
  public static BackendProcess plain(GatewayCluster cluster) throws IOException {
    return join(cluster, "plain");
  }

  private static BackendProcess join(GatewayCluster cluster, String kind) throws IOException {
    Path log = Files.createTempFile(GatewayLauncher.directory(), "backend-", ".log");
    String libraries = Path.of(GatewayLauncher.jar()).resolveSibling("lib").toString();
    List<String> line =
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xmx256m",
            "-cp",
            "target/test-classes" + File.pathSeparator + libraries + File.separator + "*",
            BackendMain.class.getName(),
            kind,
            cluster.name(),
            cluster.members());
    Process process =
        new ProcessBuilder(line).redirectErrorStream(true).redirectOutput(log.toFile()).start();
    Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
    BackendProcess backend = new BackendProcess(process, log);
    backend.awaitAnswer();
    return backend;
  }

  /** Waits until a gateway answers it anew. */
  public void awaitAnswer() {
    int from = output().length();
    Awaitility.await("a backend to be answered")
        .atMost(LIMIT)
        .until(() -> output().substring(from).contains("answered true"));
  }

  /** Everything it printed so far. */
  public String output() {
    try {
      return Files.readString(log);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Stops it in its tracks, sockets open (SIGSTOP). */
  public void pause() {
    Signal.STOP.to(process);
  }

  /** Lets it go on (SIGCONT). */
  public void resume() {
    Signal.CONT.to(process);
  }

  @Override
  public void close() {
    process.destroyForcibly().onExit().join();
  }
}
