package io.wsgateway.backend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vertx.core.Vertx;
import io.wsgateway.kit.FreePorts;
import io.wsgateway.support.Logs;
import io.wsgateway.support.PlainClient;
import io.wsgateway.support.RunningCluster;
import io.wsgateway.support.Scrape;
import io.wsgateway.support.TcpProxy;
import io.wsgateway.support.TestBackend;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.Test;

/** A backend that consumes what clients send, and stops reading. */
final class StoppedBackendIT {
  private static final String CONFIG =
      """
      limits: {bytesPerSecond: 1073741824, messagesPerSecond: 1000000}
      endpoints: [{path: /forward, channel: chat, onMessage: forward}]
      """;
  private static final String LARGE = "x".repeat(60_000);

  /** What the bound holds, without what the kernel takes first. */
  private static final int LEAST = (int) (InFlight.MAX_BYTES / (60_000 + InFlight.OVERHEAD));

  /** Four times that: without the bound it would go on until the bus gives the socket up. */
  private static final int MOST = 4 * LEAST;

  @Test
  void whatWaitsForItIsBoundedAndItsClientsAreToldToComeBackLater() throws Exception {
    int busPort = FreePorts.of(1)[0];
    Vertx network = Vertx.vertx();
    TcpProxy way = TcpProxy.to(network, busPort);
    Queue<Object> heard = new ConcurrentLinkedQueue<>();
    try (RunningCluster cluster = RunningCluster.of(1, CONFIG);
        TestBackend backend =
            TestBackend.join(
                cluster,
                true,
                TestBackend.bus()
                    .setPort(busPort)
                    .setClusterPublicHost("127.0.0.1")
                    .setClusterPublicPort(way.port()))) {
      backend
          .eventBus()
          .consumer("gateway.inbound", message -> heard.add(message.body()))
          .completion()
          .toCompletionStage()
          .toCompletableFuture()
          .join();
      int sent = 0;
      try (PlainClient client = PlainClient.connect(cluster.node(0).ws("/forward"))) {
        client.send("hello");
        await().until(() -> heard.contains("hello"));
        way.blackHole();
        sent = flood(client);
        assertThat(client.closed()).startsWith("1013");
      }
      assertThat(sent).as("messages until the client was closed").isBetween(LEAST, MOST);

      try (Logs logs = new Logs("io.vertx")) {
        double before = undelivered(cluster);
        way.cut();
        await().until(() -> undelivered(cluster) > before + LEAST / 2);
        assertThat(logs.lines()).as("what a connection logs that breaks").hasSizeLessThan(10);
      }

      way.restore();
      await()
          .untilAsserted(
              () -> {
                try (PlainClient client = PlainClient.connect(cluster.node(0).ws("/forward"))) {
                  client.send("again");
                  await().until(() -> heard.contains("again"));
                }
              });
    } finally {
      way.close();
      network.close().toCompletionStage().toCompletableFuture().join();
    }
  }

  private static double undelivered(RunningCluster cluster) throws Exception {
    String metrics = cluster.node(0).management("/metrics").body();
    return Scrape.of(metrics).value("gateway_eventbus_undelivered_total");
  }

  /** Sends until the gateway closes; how many. */
  private static int flood(PlainClient client) throws Exception {
    for (int sent = 0; sent <= MOST; sent++) {
      try {
        client.send(LARGE);
      } catch (ExecutionException closed) {
        return sent;
      }
    }
    throw new AssertionError(MOST + " messages were taken");
  }
}
