package io.wsgateway.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vertx.core.json.JsonObject;
import io.wsgateway.kit.ExampleProcess;
import io.wsgateway.kit.FreePorts;
import io.wsgateway.kit.GatewayProcess;
import io.wsgateway.support.PlainClient;
import java.time.Duration;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** The example backend as its users run it: a process with Vert.x and Hazelcast alone. */
final class StockTickerIT {
  private static final Duration LIMIT = Duration.ofSeconds(60);

  private final int[] ports = FreePorts.of(2);
  private final String member = "127.0.0.1:" + ports[0];
  private final String cluster = "test-" + UUID.randomUUID();

  private GatewayProcess gateway() throws Exception {
    return GatewayProcess.named("gateway")
        .config(
            """
            endpoints: [{path: /ws, channel: chat}]
            cluster: {enabled: true, name: %s, host: 127.0.0.1, port: %d,
              discovery: {members: ["%s"]}}
            eventBus: {port: %d}
            """
                .formatted(cluster, ports[0], member, ports[1]))
        .start()
        .awaitReady();
  }

  @Test
  void itWaitsForAGatewayAndFindsTheNextOneWhenTheLastIsGone() throws Exception {
    try (ExampleProcess ticker = ExampleProcess.start("StockTicker", member, cluster)) {
      await().atMost(LIMIT).until(() -> ticker.output().contains("waiting for a gateway"));
      try (GatewayProcess first = gateway();
          PlainClient client = PlainClient.connect(first.socket("/ws"))) {
        assertThat(new JsonObject(client.next()).getString("symbol")).isEqualTo("ACME");
        assertThat(new JsonObject(client.next()).getDouble("price")).isPositive();
        first.kill();
      }
      await().atMost(LIMIT).until(() -> ticker.output().contains("the last gateway is gone"));
      try (GatewayProcess second = gateway();
          PlainClient client = PlainClient.connect(second.socket("/ws"))) {
        assertThat(new JsonObject(client.next()).getString("symbol")).isEqualTo("ACME");
        assertThat(second.output()).doesNotContain("cluster.member.foreign");
      }
      assertThat(ticker.output()).doesNotContain("Exception");
    }
  }
}
