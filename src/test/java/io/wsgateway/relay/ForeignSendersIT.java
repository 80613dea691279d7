package io.wsgateway.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vertx.core.buffer.Buffer;
import io.wsgateway.support.PlainClient;
import io.wsgateway.support.RunningCluster;
import io.wsgateway.support.RunningGateway;
import io.wsgateway.support.TestBackend;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** A backend that sends on the addresses between nodes, on the real bus: nothing happens. */
final class ForeignSendersIT {
  private static final Duration LIMIT = Duration.ofSeconds(30);
  private static final String FOREIGN = "gateway_eventbus_rejected_total{reason=\"origin\"}";

  @Test
  void whatABackendSendsInANodesNameHasNoEffect() throws Exception {
    try (RunningCluster cluster =
            RunningCluster.of(2, "endpoints: [{path: /ws, channel: chat}]\n");
        TestBackend backend = TestBackend.join(cluster);
        PlainClient client = PlainClient.connect(cluster.node(1).ws("/ws"))) {
      Map<String, Beacon> heard = new ConcurrentHashMap<>();
      backend
          .eventBus()
          .<Buffer>consumer("gateway.beacon", message -> note(message.body(), heard))
          .completion()
          .toCompletionStage()
          .toCompletableFuture()
          .join();
      await().atMost(LIMIT).until(() -> heard.size() == 2);
      RunningGateway first = cluster.node(0);
      RunningGateway second = cluster.node(1);
      Beacon real = heard.get("node0");
      String there = heard.get("node1").node();
      publish(first, 100);
      assertThat(client.next()).isEqualTo("100");
      double before = second.metric(FOREIGN);

      long link = real.positions().get(there).link();
      for (long forged : new long[] {link, link + 1, Long.MAX_VALUE}) {
        backend
            .eventBus()
            .send(
                "gateway.relay." + there,
                EnvelopeCodec.encode(
                    new Envelope.Head(real.node(), forged, 1_000_000, true, null),
                    0,
                    Buffer.buffer()));
      }
      backend.eventBus().send("gateway.relay." + there, Buffer.buffer("nonsense"));
      backend.eventBus().send("gateway.relay." + there, "a text");
      backend.eventBus().publish("gateway.beacon", leaving(real));
      await().atMost(LIMIT).until(() -> second.metric(FOREIGN) - before >= 5);

      for (int i = 0; i < 20; i++) {
        publish(first, i);
      }
      assertThat(client.next(20))
          .isEqualTo(IntStream.range(0, 20).mapToObj(Integer::toString).toList());
      // The first has not stopped sending to the second either, nor the other way round.
      Beacon next = nextOf(heard, "node1");
      assertThat(next.positions()).containsKey(real.node());
      assertThat(second.metric("gateway_relay_duplicates_total")).isZero();
      assertThat(second.metric("gateway_relay_lost_total")).isZero();
    }
  }

  private static void publish(RunningGateway node, int number) throws Exception {
    String body = "{\"channel\": \"chat\", \"data\": " + number + "}";
    assertThat(node.api("publish", body).statusCode()).isEqualTo(200);
  }

  private static void note(Buffer bytes, Map<String, Beacon> heard) {
    try {
      Beacon beacon = BeaconCodec.decode(bytes);
      heard.put(beacon.name(), beacon);
    } catch (EnvelopeException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Beacon nextOf(Map<String, Beacon> heard, String name) {
    Beacon last = heard.get(name);
    await().atMost(LIMIT).until(() -> heard.get(name).sentMillis() > last.sentMillis());
    return heard.get(name);
  }

  private static Buffer leaving(Beacon real) {
    return BeaconCodec.encode(
        TestBeacon.of(
            real.node(),
            real.name(),
            true,
            real.sentMillis() + 500,
            real.release(),
            real.settings(),
            real.positions(),
            real.bases(),
            Map.of()));
  }
}
