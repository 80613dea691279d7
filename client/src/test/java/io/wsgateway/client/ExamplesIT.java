package io.wsgateway.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.Test;

/** The examples as their users run them: from their source. */
final class ExamplesIT {
  private final TestCluster cluster = SharedGateway.get().cluster();
  private final GatewayProcess gateway = SharedGateway.get().process();

  @Test
  void theTickerSendsPrices() throws Exception {
    try (BackendProcess ticker = BackendProcess.example("StockTicker", cluster);
        TestClient client = gateway.connect("/ws")) {
      assertThat(new JsonObject(client.next()).getString("symbol")).isEqualTo("ACME");
      assertThat(new JsonObject(client.next()).getDouble("price")).isPositive();
      ticker.awaitOutput("sent {");
      assertThat(ticker.output()).doesNotContain("Exception");
    }
  }

  @Test
  void ordersAreTakenRefusedAndShipped() throws Exception {
    try (BackendProcess orders = BackendProcess.example("OrdersBackend", cluster);
        TestClient client = Asking.until(gateway, "tea", "taken: tea")) {
      assertThat(client.next()).isEqualTo("shipped: tea");
      client.send(" ");
      assertThat(new JsonObject(client.next()))
          .isEqualTo(
              new JsonObject("{\"error\":{\"code\":422,\"message\":\"an order has a text\"}}"));
      assertThat(orders.isAlive()).isTrue();
    }
  }

  @Test
  void theBareOneWorksWithoutTheLibrary() throws Exception {
    try (BackendProcess bare = BackendProcess.bare("BareBackend", cluster);
        TestClient client = Asking.until(gateway, "hello", "you said hello")) {
      assertThat(client.isClosed()).isFalse();
      assertThat(bare.isAlive()).isTrue();
      assertThat(gateway.output()).doesNotContain("cluster.member.foreign");
    }
  }
}
