package io.wsgateway.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.wsgateway.support.PlainClient;
import io.wsgateway.support.RunningGateway;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a key that is limited to channels reaches, over HTTP. */
final class KeyChannelsIT {
  private static final String LIMITED = "l".repeat(32);
  private static final String EVERYWHERE = "e".repeat(32);
  private static final String DENIED = "{\"error\":{\"code\":103,\"message\":\"permission denied: ";

  private static RunningGateway node;
  private PlainClient chat;
  private PlainClient orders;

  @BeforeAll
  static void start() throws Exception {
    node =
        RunningGateway.of(
            """
            endpoints:
              - {path: /chat, channel: chat}
              - {path: /orders, channel: "orders:1"}
            channels: {namespaces: {orders: {}, ordersold: {}}}
            api:
              port: 0
              keys:
                - {name: limited, key: %s, scopes: [publish, manage], channels: ["orders:*"]}
                - {name: everywhere, key: %s, scopes: [publish, manage]}
            """
                .formatted(LIMITED, EVERYWHERE));
  }

  @AfterAll
  static void stop() {
    node.close();
  }

  @BeforeEach
  void connect() throws Exception {
    chat = PlainClient.connect(node.ws("/chat"));
    orders = PlainClient.connect(node.ws("/orders"));
  }

  @AfterEach
  void disconnect() {
    chat.close();
    orders.close();
  }

  private static HttpResponse<String> call(String key, String method, String body)
      throws Exception {
    return RunningGateway.send(node.post(method, body).header("X-API-Key", key));
  }

  /** Whatever was published before, clients would hear before this. */
  private void assertNothingWasPublished() throws Exception {
    call(EVERYWHERE, "broadcast", "{\"channels\":[\"chat\",\"orders:1\"],\"data\":\"the next\"}");
    assertThat(chat.next()).isEqualTo("\"the next\"");
    assertThat(orders.next()).isEqualTo("\"the next\"");
  }

  @Test
  void itsOwnChannelsAreReached() throws Exception {
    assertThat(call(LIMITED, "publish", "{\"channel\":\"orders:1\",\"data\":1}").body())
        .isEqualTo("{\"result\":{}}");
    assertThat(orders.next()).isEqualTo("1");
    call(LIMITED, "broadcast", "{\"channels\":[\"orders:1\",\"orders:2\"],\"data\":2}");
    assertThat(orders.next()).isEqualTo("2");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "chat",
        "orders",
        "Orders:1",
        " orders:1",
        "ordersold:1",
        "*",
        "",
        "orders\\u003a1\\u0000 x"
      })
  void anotherChannelIsDenied(String channel) throws Exception {
    String body = "{\"channel\":\"" + channel + "\",\"data\":\"secret\"}";
    String answer = call(LIMITED, "publish", body).body();
    if (channel.startsWith("orders\\")) {
      assertThat(answer).as("its beginning is allowed, its name is none").contains("\"code\":107");
    } else {
      assertThat(answer).startsWith(DENIED).doesNotContain("secret");
    }
    assertNothingWasPublished();
  }

  @Test
  void inTransportModeItIs403() throws Exception {
    HttpResponse<String> answer =
        RunningGateway.send(
            node.post("publish", "{\"channel\":\"chat\",\"data\":1}")
                .header("X-API-Key", LIMITED)
                .header("X-Centrifugo-Error-Mode", "transport"));
    assertThat(answer.statusCode()).isEqualTo(403);
    assertThat(answer.body()).startsWith("{\"code\":103,");
  }

  @Test
  void aBroadcastIsRefusedAsAWhole() throws Exception {
    JsonArray channels = new JsonArray();
    for (int i = 0; i < 9_999; i++) {
      channels.add("orders:1");
    }
    JsonObject body = new JsonObject().put("channels", channels.add("chat")).put("data", "x");
    assertThat(call(LIMITED, "broadcast", body.encode()).body()).startsWith(DENIED);
    assertNothingWasPublished();
  }

  @ParameterizedTest
  @ValueSource(strings = {"send", "disconnect", "reload", "drain", "undrain"})
  void whatActsOnClientsOrNodesIsDenied(String method) throws Exception {
    String body = "{\"channel\":\"orders:1\",\"client\":\"c\",\"user\":\"u\",\"data\":1}";
    assertThat(call(LIMITED, method, body).body())
        .startsWith(DENIED + "this method acts on clients or nodes");
    assertThat(node.metric("gateway_draining")).isZero();
    assertNothingWasPublished();
  }

  @Test
  void aFieldNamedTwiceIsNoWayAround() throws Exception {
    String twice = "{\"channel\":\"orders:1\",\"ch\\u0061nnel\":\"chat\",\"data\":1}";
    assertThat(call(LIMITED, "publish", twice).statusCode()).isEqualTo(400);
    String other = "{\"channels\":[\"chat\"],\"channel\":\"orders:1\",\"data\":1}";
    assertThat(call(LIMITED, "broadcast", other).body()).startsWith(DENIED);
    assertThat(call(LIMITED, "publish", "{\"channel\":[\"chat\"],\"data\":1}").statusCode())
        .isEqualTo(400);
    assertNothingWasPublished();
  }

  @Test
  void itIsCounted() throws Exception {
    String series = "gateway_api_requests_total{method=\"publish\",result=\"103\"}";
    double before = node.metric(series);
    call(LIMITED, "publish", "{\"channel\":\"chat\",\"data\":1}");
    assertThat(node.metric(series)).isEqualTo(before + 1);
  }
}
