package io.wsgateway.backend;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.json.JsonObject;
import io.wsgateway.support.NodesAndBackend;
import io.wsgateway.support.PlainClient;
import io.wsgateway.support.RawSocket;
import io.wsgateway.support.RunningGateway;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Messages of clients, backends and the API against schemas, between sockets and two nodes. */
final class SchemasIT {
  private static final String FITS = " {\"price\": 1.50, \"symbol\":\"ABC\"}";
  private static final String UNFIT = "{\"symbol\":\"ABC\",\"price\":\"x\"}";
  private static final String WHY = "at /price: must be of type number, not string";
  private static final String CONFIG =
      """
      channels: {namespaces: {prices: {schema: SCHEMA}, room: {}}}
      endpoints:
        - {path: /prices, channel: "prices:all", onMessage: ignore}
        - {path: /open, channel: "room:open"}
        - {path: /typed, channel: "room:typed", data: json, schema: SCHEMA}
        - {path: /dropped, channel: "room:dropped", data: json, schema: SCHEMA, onInvalid: drop}
        - {path: /clients, channel: "prices:clients", data: json}
      """
          .replace("SCHEMA", "src/test/resources/schema/price.json");

  @RegisterExtension static final NodesAndBackend NODES = new NodesAndBackend(CONFIG);

  private static RawSocket client(String path) {
    return RawSocket.open(NODES.node(0).gateway().httpPort(), path);
  }

  private static double invalid(String source) {
    String series = "gateway_messages_invalid_total{source=\"" + source + "\"}";
    return NODES.node(0).metric(series) + NODES.node(1).metric(series);
  }

  @Test
  void aClientsMessageThatFitsPassesByteForByte() throws Exception {
    try (RawSocket sender = client("/typed");
        PlainClient other = PlainClient.connect(NODES.node(1).ws("/typed"))) {
      sender.sendText(FITS);
      assertThat(sender.readText()).isEqualTo(FITS);
      assertThat(other.next()).isEqualTo(FITS);
    }
  }

  @Test
  void aClientIsClosedWith1008WhenItsMessageDoesNotFitAndWith1007WhenItIsNoJson() {
    double before = invalid("client");
    try (RawSocket client = client("/typed")) {
      RawSocket.Frame close = client.sendText(UNFIT).readClose();
      assertThat(close.closeCode()).isEqualTo(1008);
      assertThat(close.closeReason()).isEqualTo("does not fit the schema " + WHY);
    }
    try (RawSocket client = client("/typed")) {
      RawSocket.Frame close = client.sendText("{\"a\":1,\"a\":2}").readClose();
      assertThat(close.closeCode()).isEqualTo(1007);
      assertThat(close.closeReason()).startsWith("not valid JSON: it has a key twice");
    }
    assertThat(invalid("client")).isEqualTo(before + 2);
  }

  @Test
  void withDropTheMessageVanishesAndTheClientStays() {
    double before = invalid("client");
    try (RawSocket client = client("/dropped")) {
      client.sendText(UNFIT).sendText("{").sendText(FITS);
      assertThat(client.readText()).isEqualTo(FITS);
    }
    assertThat(invalid("client")).isEqualTo(before + 2);
  }

  @Test
  void theSchemaOfANamespaceIsNotForItsClients() {
    try (RawSocket client = client("/clients")) {
      assertThat(client.sendText(UNFIT).readText()).isEqualTo(UNFIT);
    }
  }

  @Test
  void aBackendsPublicationThatDoesNotFitFailsAndReachesNobody() throws Exception {
    double before = invalid("backend");
    DeliveryOptions prices = new DeliveryOptions().addHeader("channel", "prices:all");
    try (PlainClient client = PlainClient.connect(NODES.node(1).ws("/prices"))) {
      ReplyException unfit =
          NODES.backend().refusal("gateway.publish", new JsonObject(UNFIT), prices);
      assertThat(unfit.failureCode()).isEqualTo(400);
      assertThat(unfit.getMessage())
          .isEqualTo("the data does not fit the schema of the channel prices:all, " + WHY);
      assertThat(NODES.backend().refusal("gateway.publish", "text", prices).getMessage())
          .isEqualTo("the data must be JSON, because the channel prices:all has a schema");
      assertThat(
              NODES.backend().refusal("gateway.publish", Buffer.buffer("{}"), prices).failureCode())
          .isEqualTo(400);
      NODES.backend().request("gateway.publish", new JsonObject(FITS), prices);
      assertThat(client.next()).isEqualTo(new JsonObject(FITS).encode());
    }
    assertThat(invalid("backend")).isEqualTo(before + 3);
  }

  @Test
  void aBroadcastThatDoesNotFitOneChannelReachesNoneAndNamesIt() throws Exception {
    try (PlainClient open = PlainClient.connect(NODES.node(0).ws("/open"))) {
      ReplyException unfit =
          NODES
              .backend()
              .refusal("gateway.broadcast", new JsonObject(UNFIT), new DeliveryOptions());
      assertThat(unfit.failureCode()).isEqualTo(400);
      assertThat(unfit.getMessage())
          .isEqualTo(
              "the data does not fit the schema of the channel prices:all, "
                  + WHY
                  + "; nothing was published");
      NODES
          .backend()
          .request(
              "gateway.broadcast",
              new JsonObject(UNFIT),
              new DeliveryOptions().addHeader("endpoint", "/open"));
      assertThat(open.next()).isEqualTo(UNFIT);
      NODES.backend().request("gateway.broadcast", new JsonObject(FITS), new DeliveryOptions());
      assertThat(open.next()).isEqualTo(new JsonObject(FITS).encode());
    }
  }

  @Test
  void theApiAnswers107AndInTransportMode400() throws Exception {
    double before = invalid("api");
    RunningGateway node = NODES.node(0);
    String body = "{\"channel\":\"prices:all\",\"data\":" + UNFIT + "}";
    String why =
        "\"bad request: the data does not fit the schema of the channel prices:all, " + WHY + "\"";
    assertThat(node.api("publish", body).body())
        .isEqualTo("{\"error\":{\"code\":107,\"message\":" + why + "}}");
    var transport =
        RunningGateway.send(
            node.post("publish", body)
                .header("X-API-Key", RunningGateway.KEY)
                .header("X-Centrifugo-Error-Mode", "transport"));
    assertThat(transport.statusCode()).isEqualTo(400);
    assertThat(transport.body()).isEqualTo("{\"code\":107,\"message\":" + why + "}");
    assertThat(node.api("publish", "{\"channel\":\"prices:all\",\"b64data\":\"e30=\"}").body())
        .contains("must be JSON");
    assertThat(invalid("api")).isEqualTo(before + 3);
    try (PlainClient client = PlainClient.connect(NODES.node(1).ws("/prices"))) {
      node.api("publish", "{\"channel\":\"prices:all\",\"data\":" + FITS + "}");
      assertThat(client.next()).isEqualTo(FITS.strip());
    }
  }

  @Test
  void aBroadcastOfTheApiReachesAllChannelsOrNone() throws Exception {
    RunningGateway node = NODES.node(0);
    String channels = "{\"channels\":[\"room:open\",\"prices:all\",\"no:where\"],\"data\":";
    try (PlainClient open = PlainClient.connect(NODES.node(1).ws("/open"))) {
      assertThat(node.api("broadcast", channels + UNFIT + "}").body())
          .startsWith("{\"error\":{\"code\":107,")
          .contains("the channel prices:all, " + WHY + "; nothing was published");
      assertThat(node.api("broadcast", channels + FITS + "}").body())
          .startsWith("{\"result\":{\"responses\":[{\"result\":{}},{\"result\":{}},{\"error\"");
      assertThat(open.next()).isEqualTo(FITS.strip());
    }
  }
}
