package io.wsgateway.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vertx.core.json.JsonObject;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** The examples as their users run them: from their source. */
final class ExamplesIT {
  private static final Duration LIMIT = Duration.ofSeconds(60);

  @Test
  void theyWorkAndGoOnWhenTheLastGatewayWasRestarted() throws Exception {
    TestCluster cluster = TestCluster.of(1);
    TestCluster.Place place = cluster.places().get(0);
    try (BackendProcess ticker = BackendProcess.example("StockTicker", cluster);
        BackendProcess orders = BackendProcess.example("OrdersBackend", cluster)) {
      ticker.awaitOutput("waiting for a gateway");
      try (GatewayProcess first = GatewayProcess.start(cluster, place)) {
        ticks(first);
        takesOrders(first);
      }
      ticker.awaitOutput("the last gateway is gone");
      try (GatewayProcess second = GatewayProcess.start(cluster, place)) {
        ticks(second);
        takesOrders(second);
        assertThat(second.output()).doesNotContain("cluster.member.foreign");
      }
      assertThat(ticker.output() + orders.output()).doesNotContain("Exception");
    }
  }

  private static void ticks(GatewayProcess gateway) throws Exception {
    try (TestClient client = gateway.connect("/ws")) {
      assertThat(new JsonObject(client.next()).getString("symbol")).isEqualTo("ACME");
      assertThat(new JsonObject(client.next()).getDouble("price")).isPositive();
    }
  }

  /** Prices come on the channel of this endpoint, too. */
  private static void takesOrders(GatewayProcess gateway) throws Exception {
    await()
        .atMost(LIMIT)
        .until(
            () -> {
              try (TestClient client = gateway.connect("/orders")) {
                client.send("tea");
                return hears(client, "taken: tea") && hears(client, "shipped: tea");
              }
            });
    try (TestClient client = gateway.connect("/orders")) {
      client.send(" ");
      assertThat(hears(client, "{\"error\":{\"code\":422,\"message\":\"an order has a text\"}}"))
          .isTrue();
    }
  }

  private static boolean hears(TestClient client, String text) throws InterruptedException {
    while (!client.isClosed()) {
      if (client.next().equals(text)) {
        return true;
      }
    }
    return false;
  }

  @Test
  void theBareOneWorksWithoutTheLibrary() throws Exception {
    TestCluster cluster = TestCluster.of(1);
    try (GatewayProcess gateway = GatewayProcess.start(cluster, cluster.places().get(0));
        BackendProcess bare = BackendProcess.bare("BareBackend", cluster);
        TestClient client = Asking.until(gateway, "hello", "you said hello")) {
      assertThat(client.isClosed()).isFalse();
      assertThat(bare.isAlive()).isTrue();
      assertThat(gateway.output()).doesNotContain("cluster.member.foreign");
    }
  }
}
