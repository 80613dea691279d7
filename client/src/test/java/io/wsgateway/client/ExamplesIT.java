package io.wsgateway.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vertx.core.json.JsonObject;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** The examples as their users run them: from their source. */
final class ExamplesIT {
  private static final Duration LIMIT = Duration.ofSeconds(60);

  /** A backend tries to join once a second. */
  private static final Duration A_FEW_ATTEMPTS = Duration.ofSeconds(5);

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

  /** Each sees the gateway leave, and then the other backend, which leaves to join again, too. */
  @Test
  void bareOnesJoinAgainOnceWhenTheGatewayWasRestarted() throws Exception {
    TestCluster alone = TestCluster.of(1);
    TestCluster.Place place = alone.places().get(0);
    try (GatewayProcess first = GatewayProcess.start(alone, place);
        BackendProcess one = BackendProcess.bare("BareBackend", alone);
        BackendProcess other = BackendProcess.bare("BareBackend", alone)) {
      await().atMost(LIMIT).until(() -> joins(first) == 2);
      first.kill();
      try (GatewayProcess second = GatewayProcess.start(alone, place)) {
        await().atMost(LIMIT).until(() -> joins(second) >= 2);
        await().during(A_FEW_ATTEMPTS).atMost(LIMIT).until(() -> joins(second) == 2);
        assertThat(one.isAlive() && other.isAlive()).isTrue();
      }
    }
  }

  private static long joins(GatewayProcess gateway) {
    return gateway.output().lines().filter(line -> line.contains("cluster.backend.joined")).count();
  }
}
