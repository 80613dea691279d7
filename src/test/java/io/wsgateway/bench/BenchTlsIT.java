package io.wsgateway.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.json.JsonObject;
import io.wsgateway.support.PemFiles;
import io.wsgateway.support.RunningGateway;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The load generator against an endpoint that speaks TLS. */
class BenchTlsIT {
  @TempDir static Path folder;

  private static PemFiles files;
  private static RunningGateway gateway;

  @BeforeAll
  static void start() throws Exception {
    files = new PemFiles(folder);
    files.renew("gateway");
    gateway =
        RunningGateway.of(
            """
            http: {host: 127.0.0.1, port: 0, tls: {cert: '%s', key: '%s'}}
            endpoints: [{path: /ws, channel: bench, onMessage: publish, welcome: Welcome!}]
            limits: {messagesPerSecond: 100000}
            """
                .formatted(files.cert(), files.key()));
  }

  @AfterAll
  static void stop() {
    gateway.close();
  }

  @Test
  void everyMessageReachesEverySubscriberOnce() {
    JsonObject json = run(Scenario.FANOUT, 20, 64, files.cert());
    assertThat(json.getString("verdict")).isEqualTo("OK");
    assertThat(json.getString("target")).startsWith("wss://127.0.0.1:");
    assertThat(json.getInteger("expected")).isEqualTo(200 * 20);
    assertThat(json.getInteger("errors")).isZero();
  }

  @Test
  void messagesOfManyRecordsArriveWhole() {
    JsonObject json = run(Scenario.MESH, 5, 40_000, files.cert());
    assertThat(json.getString("verdict")).isEqualTo("OK");
    assertThat(json.getInteger("errors")).isZero();
  }

  @Test
  void handshakesAreCounted() {
    JsonObject json = run(Scenario.CONNECT, 20, 64, files.cert());
    assertThat(json.getString("verdict")).isEqualTo("OK");
    assertThat(json.getInteger("handshakes")).isEqualTo(100);
    assertThat(json.getInteger("resumedSessions")).isZero();
    assertThat(json.getInteger("errors")).isZero();
  }

  @Test
  void aCertificateThatNobodyTrustsIsSaidInOneSentence() {
    assertThatThrownBy(() -> run(Scenario.FANOUT, 20, 64, null))
        .isInstanceOf(BenchException.class)
        .hasMessageContaining("No connection could be opened")
        .hasMessageContaining("certification path");
  }

  @Test
  void clientsResumeSessions() {
    JsonObject json = run(Scenario.CONNECT, 4, 64, files.cert(), true);
    assertThat(json.getString("verdict")).isEqualTo("OK");
    assertThat(json.getInteger("resumedSessions")).isBetween(90, json.getInteger("handshakes"));
  }

  private static JsonObject run(Scenario scenario, int connections, int bytes, @Nullable Path ca) {
    return run(scenario, connections, bytes, ca, false);
  }

  private static JsonObject run(
      Scenario scenario, int connections, int bytes, @Nullable Path ca, boolean resume) {
    String url = gateway.ws("/ws").toString().replace("ws:", "wss:");
    BenchPlan plan =
        Plans.of(scenario, Target.of(url, false, ca, resume), connections, 4, 100, bytes);
    return Bench.run(plan, new PrintWriter(Writer.nullWriter()), () -> false).json();
  }
}
