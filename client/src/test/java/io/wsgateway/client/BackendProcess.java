package io.wsgateway.client;

import static org.awaitility.Awaitility.await;

import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * A backend as a process of its own, with the jar of this library and the libraries of a directory.
 */
final class BackendProcess implements AutoCloseable {
  /** What the library brings itself. */
  static final Path OWN = Path.of("target", "lib");

  private static final Duration LIMIT = Duration.ofSeconds(60);

  private final ChildProcess process;

  private BackendProcess(ChildProcess process) {
    this.process = process;
  }

  /** Libraries that were fetched for another version; see {@code versions/pom.xml}. */
  static Path version(String module) {
    return Path.of("target", "versions", module);
  }

  /** Starts {@link TryBackend}. */
  static BackendProcess start(Path libraries, TestCluster cluster) throws IOException {
    String classPath =
        String.join(
            File.pathSeparator,
            jar(),
            Path.of("target", "test-classes").toString(),
            all(libraries));
    return start("backend", classPath, "io.wsgateway.client.TryBackend", cluster);
  }

  /** Starts a program of {@code examples/} from its source. */
  static BackendProcess example(String name, TestCluster cluster) throws IOException {
    String classPath = String.join(File.pathSeparator, jar(), all(OWN));
    return start(name, classPath, "../examples/" + name + ".java", cluster);
  }

  /** Starts a program of {@code examples/} that needs Vert.x and Hazelcast alone. */
  static BackendProcess bare(String name, TestCluster cluster) throws IOException {
    return start(name, all(OWN), "../examples/" + name + ".java", cluster);
  }

  private static BackendProcess start(
      String name, String classPath, String what, TestCluster cluster) throws IOException {
    List<String> line = new ArrayList<>(List.of("-cp", classPath, what));
    line.add(String.join(",", cluster.places().stream().map(TestCluster.Place::member).toList()));
    line.add(cluster.name());
    return new BackendProcess(
        ChildProcess.java(name, List.of("-Xmx256m", "-XX:TieredStopAtLevel=1"), line));
  }

  private static String jar() {
    return Path.of("target", "ws-gateway-client.jar").toString();
  }

  private static String all(Path directory) {
    return directory.resolve("*").toString();
  }

  /** Waits until it has printed this. */
  BackendProcess awaitOutput(String text) {
    await(text + " of a backend")
        .atMost(LIMIT)
        .until(() -> output().contains(text) || !process.isAlive());
    if (!output().contains(text)) {
      process.failIfEnded();
    }
    return this;
  }

  String output() {
    return process.output();
  }

  boolean isAlive() {
    return process.isAlive();
  }

  void signal(String name) throws IOException, InterruptedException {
    process.signal(name);
  }

  @Override
  public void close() {
    process.close();
  }
}
