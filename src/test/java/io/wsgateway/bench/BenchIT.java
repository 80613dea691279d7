package io.wsgateway.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.json.JsonObject;
import io.wsgateway.kit.FreePorts;
import io.wsgateway.support.RunningGateway;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Each scenario, small, against the gateway. */
class BenchIT {
  private static RunningGateway gateway;

  private final StringWriter progress = new StringWriter();

  @BeforeAll
  static void start() throws Exception {
    gateway =
        RunningGateway.of(
            """
            endpoints:
              - {path: /ws, channel: bench, onMessage: publish, welcome: Welcome!}
              - {path: /silent, channel: bench, onMessage: ignore}
            limits: {messagesPerSecond: 100000}
            """);
  }

  @AfterAll
  static void stop() {
    gateway.close();
  }

  @Test
  void fanoutDeliversEveryMessageToEverySubscriberOnce() {
    JsonObject json = run(Scenario.FANOUT, "/ws");
    assertThat(json.getString("verdict")).isEqualTo("OK");
    assertThat(json.getInteger("sent")).isEqualTo(200);
    assertThat(json.getInteger("measured")).isEqualTo(100);
    assertThat(json.getInteger("expected")).isEqualTo(200 * 20);
    assertThat(json.getInteger("deliveries")).isEqualTo(100 * 20);
    assertThat(json.getJsonObject("latencyMicros").getInteger("count")).isEqualTo(100 * 20);
    assertThat(json.getJsonObject("server").getDouble("cpuMicrosPerDelivery")).isPositive();
    assertNothingWrong(json);
  }

  @Test
  void fanoutDeliversServerSentEventsToo() {
    BenchResult result = bench(Plans.byEvents(Plans.of(Scenario.FANOUT, gateway.ws("/ws"))));
    JsonObject json = result.json();
    assertThat(json.getString("verdict")).isEqualTo("OK");
    assertThat(json.getJsonObject("options").getString("transport")).isEqualTo("sse");
    assertThat(json.getInteger("expected")).isEqualTo(200 * 20);
    assertThat(json.getInteger("deliveries")).isEqualTo(100 * 20);
    assertNothingWrong(json);
  }

  @Test
  void meshDeliversEveryClientsMessagesToAll() {
    JsonObject json = run(Scenario.MESH, "/ws");
    assertThat(json.getString("verdict")).isEqualTo("OK");
    assertThat(json.getInteger("expected")).isEqualTo(200 * 20);
    assertNothingWrong(json);
  }

  @Test
  void connectCountsHandshakes() {
    JsonObject json = run(Scenario.CONNECT, "/ws");
    assertThat(json.getString("verdict")).isEqualTo("OK");
    assertThat(json.getInteger("handshakes")).isEqualTo(100);
    assertThat(json.getJsonObject("latencyMicros").getInteger("count")).isEqualTo(100);
    assertThat(json.getInteger("errors")).isZero();
  }

  @Test
  void idleHoldsItsConnections() {
    JsonObject json = run(Scenario.IDLE, "/ws");
    assertThat(json.getString("verdict")).isEqualTo("OK");
    assertThat(json.getInteger("connections")).isEqualTo(20);
    assertThat(json.containsKey("bytesPerConnection")).isTrue();
  }

  @Test
  void openMeasuresTheFirstHandshakes() {
    JsonObject json = run(Scenario.OPEN, "/ws");
    assertThat(json.getString("verdict")).isEqualTo("OK");
    assertThat(json.getInteger("handshakes")).isEqualTo(20);
    assertThat(json.getJsonObject("server").getDouble("cpuMicrosPerHandshake")).isPositive();
  }

  @Test
  void stormBringsEverybodyBack() {
    JsonObject json = run(Scenario.STORM, "/ws");
    assertThat(json.getString("verdict")).isEqualTo("OK");
    assertThat(json.getInteger("returned")).isEqualTo(20);
    assertThat(json.getInteger("refused")).isZero();
  }

  @Test
  void anEndpointThatPublishesNothingMakesTheRunVoid() {
    JsonObject json = run(Scenario.FANOUT, "/silent");
    assertThat(json.getString("verdict")).isEqualTo("VOID");
    assertThat(json.getInteger("missing")).isEqualTo(200 * 20);
  }

  @Test
  void aStoppedRunSaysWhatItHas() {
    BenchPlan plan = Plans.of(Scenario.FANOUT, gateway.ws("/ws"));
    // Stops as soon as the first line of progress is out.
    BenchResult result =
        Bench.run(plan, new PrintWriter(progress), () -> progress.getBuffer().length() > 0);
    assertThat(result.json().getBoolean("interrupted")).isTrue();
    assertThat(result.json().getInteger("missing")).isZero();
    assertThat(result.table()).contains("stopped early");
  }

  @Test
  void aServerThatIsNotThereIsSaidInOneSentence() {
    URI nobody = URI.create("ws://127.0.0.1:" + FreePorts.of(1)[0] + "/ws");
    assertThatThrownBy(() -> bench(Plans.of(Scenario.FANOUT, nobody)))
        .isInstanceOf(BenchException.class)
        .hasMessage("No connection could be opened: Connection refused.");
  }

  @Test
  void aRefusedHandshakeIsSaidInOneSentence() {
    assertThatThrownBy(() -> bench(Plans.of(Scenario.FANOUT, gateway.ws("/nowhere"))))
        .isInstanceOf(BenchException.class)
        .hasMessageContaining("HTTP/1.1 404");
  }

  private JsonObject run(Scenario scenario, String path) {
    BenchResult result = bench(Plans.of(scenario, gateway.ws(path)));
    JsonObject json = result.json();
    assertThat(json.fieldNames())
        .contains(
            "scenario", "target", "started", "options", "errors", "client", "machine", "verdict");
    assertThat(json.getString("scenario")).isEqualTo(scenario.toString());
    assertThat(json.getJsonObject("machine").fieldNames())
        .contains("cores", "cpu", "kernel", "jdk");
    assertThat(result.table()).endsWith(json.getString("verdict") + "\n");
    return json;
  }

  private BenchResult bench(BenchPlan plan) {
    return Bench.run(plan, new PrintWriter(progress), () -> false);
  }

  private static void assertNothingWrong(JsonObject json) {
    assertThat(json.getInteger("missing")).isZero();
    assertThat(json.getInteger("duplicates")).isZero();
    assertThat(json.getInteger("reordered")).isZero();
    assertThat(json.getInteger("errors")).isZero();
  }
}
