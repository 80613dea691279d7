package io.wsgateway.client;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.awaitility.Awaitility;

/** A gateway node as a process of its own: the built jar. */
final class GatewayProcess implements AutoCloseable {
  private static final Duration START = Duration.ofMinutes(2);

  private final ChildProcess process;
  private final JsonObject ready;

  private GatewayProcess(ChildProcess process, JsonObject ready) {
    this.process = process;
    this.ready = ready;
  }

  /** Starts a node of a cluster and waits until it is ready. */
  static GatewayProcess start(TestCluster cluster, TestCluster.Place place) throws IOException {
    Path directory = Files.createTempDirectory(ChildProcess.directory(), place.name());
    Path config = Files.writeString(directory.resolve("gateway.yaml"), cluster.yaml(place));
    Path ready = directory.resolve("ready.json");
    ChildProcess process =
        ChildProcess.java(
            place.name(),
            List.of("-Xmx256m", "-Dws-gateway.test.silentSeconds=" + TestCluster.SILENT_SECONDS),
            List.of(
                "-jar",
                System.getProperty("gateway.jar"),
                "serve",
                "--config",
                config.toString(),
                "--ready-file",
                ready.toString()));
    Awaitility.await(place.name() + " to be ready")
        .atMost(START)
        .pollInterval(Duration.ofMillis(50))
        .failFast(process::failIfEnded)
        .until(() -> Files.exists(ready) && Files.size(ready) > 0);
    return new GatewayProcess(process, new JsonObject(Files.readString(ready)));
  }

  /** A client at one of its endpoints. */
  TestClient connect(String path) {
    return TestClient.connect("ws://127.0.0.1:" + ready.getInteger("httpPort") + path);
  }

  String output() {
    return process.output();
  }

  /** Ends it without warning. */
  void kill() throws IOException, InterruptedException {
    process.signal("KILL");
  }

  @Override
  public void close() {
    process.close();
  }
}
