package io.wsgateway.monitoring;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import io.wsgateway.kit.FreePorts;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.awaitility.Awaitility;

/**
 * A Prometheus that scrapes nodes every second, with its data in a directory of the test. Ended
 * with the test.
 */
final class PrometheusProcess implements AutoCloseable {
  private static final Duration LIMIT = Duration.ofSeconds(30);
  private static final String CONFIG =
      """
      global: {scrape_interval: 1s, scrape_timeout: 1s, evaluation_interval: 1s}
      rule_files: [%s]
      scrape_configs:
        - job_name: ws-gateway
          static_configs: [{targets: [%s]}]
      """;

  private final HttpClient http = HttpClient.newHttpClient();
  private final Process process;
  private final Path log;
  private final int port;
  private final Thread atExit = new Thread(this::end);

  private PrometheusProcess(Process process, Path log, int port) {
    this.process = process;
    this.log = log;
    this.port = port;
    Runtime.getRuntime().addShutdownHook(atExit);
  }

  /**
   * Starts it and waits until it answers.
   *
   * @param directory for its files
   * @param rules the text of the rule file
   * @param targets the management ports of the nodes
   */
  static PrometheusProcess start(Path directory, String rules, int... targets) throws IOException {
    int port = FreePorts.of(1)[0];
    Path ruleFile = Files.writeString(directory.resolve("rules.yaml"), rules);
    String all =
        java.util.Arrays.stream(targets)
            .mapToObj(target -> "\"127.0.0.1:" + target + "\"")
            .collect(Collectors.joining(", "));
    Path config =
        Files.writeString(directory.resolve("prometheus.yaml"), CONFIG.formatted(ruleFile, all));
    Path log = directory.resolve("prometheus.log");
    Process process =
        new ProcessBuilder(
                Programs.PROMETHEUS.toString(),
                "--config.file=" + config,
                "--storage.tsdb.path=" + directory.resolve("data"),
                "--web.listen-address=127.0.0.1:" + port,
                "--log.level=warn")
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .redirectInput(Path.of("/dev/null").toFile())
            .start();
    PrometheusProcess prometheus = new PrometheusProcess(process, log, port);
    prometheus.awaitReady();
    return prometheus;
  }

  private void awaitReady() {
    Awaitility.await("Prometheus to be ready")
        .atMost(LIMIT)
        .ignoreExceptions()
        .failFast(
            () -> {
              if (!process.isAlive()) {
                throw new AssertionError("Prometheus ended: " + output());
              }
            })
        .until(() -> get("/-/ready").statusCode() == 200);
  }

  private String output() {
    try {
      return Files.readString(log);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private java.net.http.HttpResponse<String> get(String path) {
    try {
      return http.send(
          HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path)).build(),
          BodyHandlers.ofString());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** Asks for the value of now, which must succeed; returns the series that were found. */
  List<JsonObject> query(String expr) {
    JsonObject answer =
        new JsonObject(
            get("/api/v1/query?query=" + URLEncoder.encode(expr, StandardCharsets.UTF_8)).body());
    assertThat(answer.getString("status")).as("%s: %s", expr, answer).isEqualTo("success");
    return Dashboard.objects(answer.getJsonObject("data").getJsonArray("result"));
  }

  /** The names of the alerts that fire. */
  Set<String> firing() {
    return query("ALERTS{alertstate=\"firing\"}").stream()
        .map(alert -> alert.getJsonObject("metric").getString("alertname"))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private void end() {
    process.destroy();
    try {
      process.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    process.destroyForcibly().onExit().join();
  }

  @Override
  public void close() {
    end();
    Runtime.getRuntime().removeShutdownHook(atExit);
  }
}
