package io.wsgateway.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vertx.core.json.JsonObject;
import io.wsgateway.support.Logs;
import io.wsgateway.support.PlainClient;
import io.wsgateway.support.RawHttp;
import io.wsgateway.support.RawSocket;
import io.wsgateway.support.RunningCluster;
import io.wsgateway.support.RunningGateway;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A node that is drained and taken back by calls of its API. */
final class DrainApiIT {
  private static final Duration SOON = Duration.ofSeconds(30);
  private static final String CONFIG =
      """
      endpoints: [{path: /ws, channel: chat}]
      keepAlive: {closeSeconds: 60}
      """;
  private static final String PUBLISH = "{\"channel\":\"chat\",\"data\":1}";

  private static JsonObject call(RunningGateway node, String method, String body) throws Exception {
    return new JsonObject(node.api(method, body).body());
  }

  private static JsonObject result(RunningGateway node, String method) throws Exception {
    return call(node, method, "{}").getJsonObject("result");
  }

  private static int ready(RunningGateway node) throws Exception {
    return node.management("/health/ready").statusCode();
  }

  private static RawHttp.Answer upgrade(RunningGateway node) {
    return RawHttp.exchange(
        node.gateway().httpPort(), RawHttp.request(RawHttp.upgrade("/ws").toArray(String[]::new)));
  }

  @Test
  void aDrainedNodeAnswersItsApiAndComesBackWhenItIsUndone() throws Exception {
    try (RunningGateway node = RunningGateway.of(CONFIG);
        PlainClient client = PlainClient.connect(node.ws("/ws"))) {
      JsonObject begun = result(node, "drain");
      assertThat(begun.getBoolean("draining")).isTrue();
      assertThat(begun.getInteger("remaining")).isBetween(0, 1);
      assertThat(ready(node)).isEqualTo(503);
      assertThat(client.closed()).matches("1012 service restart retry-ms=\\d+");
      await().atMost(SOON).until(() -> result(node, "drain").getBoolean("drained"));
      assertThat(upgrade(node).code()).isEqualTo("draining");
      assertThat(node.metric("gateway_draining")).isEqualTo(1);
      assertThat(call(node, "publish", PUBLISH)).isEqualTo(new JsonObject("{\"result\":{}}"));

      JsonObject undone = result(node, "undrain");
      assertThat(undone)
          .isEqualTo(new JsonObject("{\"draining\":false,\"remaining\":0,\"drained\":false}"));
      assertThat(ready(node)).isEqualTo(200);
      assertThat(node.metric("gateway_draining")).isZero();
      try (PlainClient next = PlainClient.connect(node.ws("/ws"))) {
        call(node, "publish", PUBLISH);
        assertThat(next.next()).isEqualTo("1");
      }
    }
  }

  @Test
  void askingForTheStateChangesNothing() throws Exception {
    try (RunningGateway node = RunningGateway.of(CONFIG)) {
      JsonObject state = call(node, "drain", "{\"status\":true}").getJsonObject("result");
      assertThat(state.getBoolean("draining")).isFalse();
      assertThat(ready(node)).isEqualTo(200);
      assertThat(node.api("drain", "{\"status\":1}").statusCode()).isEqualTo(400);
    }
  }

  @Test
  void whatIsLeftIsMeasuredAndASignalDuringADrainGoesOnAndCannotBeUndone() throws Exception {
    try (Logs logs = new Logs(Drain.class)) {
      try (RunningGateway node = RunningGateway.of(CONFIG);
          RawSocket mute = RawSocket.open(node.gateway().httpPort(), "/ws")) {
        result(node, "drain");
        assertThat(mute.readClose().closeCode()).isEqualTo(1012);
        await().atMost(SOON).until(() -> node.metric("gateway_drain_remaining") == 1);
        node.stop();
        JsonObject refused = call(node, "undrain", "{}").getJsonObject("error");
        assertThat(refused.getInteger("code")).isEqualTo(100);
        assertThat(refused.getString("message")).contains("stopping");
        assertThat(ready(node)).isEqualTo(503);
      }
      List<String> started =
          logs.lines().stream().filter(l -> l.contains("drain.started")).toList();
      assertThat(started).singleElement().asString().contains("by=\"api\"");
    }
  }

  @Test
  void undoneAHundredTimesInARowItServesAsBefore() throws Exception {
    try (RunningGateway node = RunningGateway.of(CONFIG)) {
      for (int i = 0; i < 100; i++) {
        result(node, "drain");
        result(node, "undrain");
      }
      try (PlainClient client = PlainClient.connect(node.ws("/ws"))) {
        call(node, "publish", PUBLISH);
        assertThat(client.next()).isEqualTo("1");
      }
      assertThat(ready(node)).isEqualTo(200);
    }
  }

  /** Probes and the API answer already while the node waits for another one. */
  @Test
  void aNodeThatStartsIsNotDrained() throws Exception {
    try (RunningCluster nodes = RunningCluster.empty(2)) {
      int port = io.wsgateway.kit.FreePorts.of(1)[0];
      String yaml =
          CONFIG
              + """
              http: {host: 127.0.0.1, port: 0}
              management: {host: 127.0.0.1, port: %d}
              api: {port: %d, keys: [{name: t, key: %s, scopes: [manage]}]}
              """
                  .formatted(port, port, RunningGateway.KEY);
      io.vertx.core.Promise<Void> stop = io.vertx.core.Promise.promise();
      io.vertx.core.Future<Gateway> starting =
          Gateway.start(
              io.wsgateway.config.load.ConfigLoader.parse(nodes.settings(0, 2) + yaml).config(),
              stop.future());
      try {
        String request =
            RawHttp.request(
                "POST /api/drain HTTP/1.1",
                "Host: a",
                "Connection: close",
                "X-API-Key: " + RunningGateway.KEY,
                "Content-Length: 0");
        await()
            .atMost(SOON)
            .ignoreExceptions()
            .until(() -> RawHttp.exchange(port, request).status() == 400);
        RawHttp.Answer answer =
            RawHttp.exchange(
                port, request.replace("Content-Length: 0\r\n\r\n", "Content-Length: 2\r\n\r\n{}"));
        assertThat(answer.body()).contains("\"error\"", "starting");
      } finally {
        stop.complete();
        await().atMost(SOON).until(starting::isComplete);
      }
    }
  }
}
