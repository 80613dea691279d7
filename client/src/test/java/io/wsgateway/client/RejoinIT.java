package io.wsgateway.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;

/** A backend goes on after its gateways were restarted, and after it slept. */
final class RejoinIT {
  private static final Duration LIMIT = Duration.ofSeconds(60);

  @Test
  void goesOnWhateverHappensToTheGatewaysAndWhenItWokeUpAlone() throws Exception {
    TestCluster cluster = TestCluster.of(2);
    TestCluster.Place one = cluster.places().get(0);
    try (BackendProcess backend = BackendProcess.start(BackendProcess.OWN, cluster)) {
      backend.awaitOutput("waiting for a gateway");
      try (GatewayProcess first = GatewayProcess.start(cluster, one);
          GatewayProcess second = GatewayProcess.start(cluster, cluster.places().get(1))) {
        publishes(first);
        first.kill();
        publishes(second);
        assertThat(backend.output()).doesNotContain("the last gateway has left");
        backend.signal("STOP");
        awaitNobody(second);
        backend.signal("CONT");
        publishes(second);
      }
      try (GatewayProcess third = GatewayProcess.start(cluster, one)) {
        publishes(third);
        assertThat(third.output()).doesNotContain("cluster.member.foreign");
      }
      // A warning that a gateway which was killed is not reached may be there. If the last gateway
      // leaves while Vert.x removes what the one before had registered, Vert.x logs that it failed.
      assertThat(backend.output()).contains("the last gateway has left");
      assertThat(backend.output().lines().filter(line -> line.startsWith("SEVERE")))
          .allMatch(line -> line.equals("SEVERE: Failed to handle memberRemoved"));
    }
  }

  private static void publishes(GatewayProcess gateway) throws Exception {
    try (TestClient news = gateway.connect("/news");
        TestClient client = Asking.until(gateway, "hello", "you said hello")) {
      client.send("publish tea is ready");
      assertThat(client.next()).isEqualTo("published");
      assertThat(news.next()).isEqualTo("tea is ready");
    }
  }

  /** The gateway has given the backend up: it says at once that nobody is there. */
  private static void awaitNobody(GatewayProcess gateway) {
    await()
        .atMost(LIMIT)
        .until(
            () -> {
              try (TestClient client = gateway.connect("/orders")) {
                long before = System.nanoTime();
                client.send("hello");
                client.closed();
                return Duration.ofNanos(System.nanoTime() - before).toMillis() < 1000;
              } catch (CompletionException e) {
                return false;
              }
            });
  }
}
