package io.wsgateway.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.MessageConsumer;
import io.wsgateway.kit.FreePorts;
import io.wsgateway.kit.GatewayCluster;
import io.wsgateway.kit.GatewayProcess;
import io.wsgateway.support.PlainClient;
import io.wsgateway.support.TcpProxy;
import io.wsgateway.support.TestBackend;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Backends beside a gateway process that they can reach, and that cannot reach all of them. */
final class UnreachableBackendIT {
  private static final Duration LIMIT = Duration.ofSeconds(30);
  private static final int CLIENTS = 40;
  private static final String CONFIG =
      """
      endpoints:
        - {path: /ask, channel: chat, onMessage: forward, awaitReply: true}
      """;

  private static final HttpClient HTTP = HttpClient.newHttpClient();

  private static GatewayCluster cluster;
  private static Vertx network;

  @BeforeAll
  static void start() throws Exception {
    cluster = GatewayCluster.of(1, 0, CONFIG);
    network = Vertx.vertx();
  }

  @AfterAll
  static void stop() {
    cluster.close();
    join(network.close());
  }

  private static <T> T join(Future<T> future) {
    return future.toCompletionStage().toCompletableFuture().orTimeout(30, TimeUnit.SECONDS).join();
  }

  /** A backend that says that its bus is at this port, and answers every question with a name. */
  private static TestBackend backend(String name, int busPort, int publicPort) {
    TestBackend backend =
        TestBackend.join(
            cluster.name(),
            cluster.members(),
            true,
            TestBackend.bus()
                .setPort(busPort)
                .setClusterPublicHost("127.0.0.1")
                .setClusterPublicPort(publicPort));
    join(
        backend
            .eventBus()
            .consumer("gateway.inbound", question -> question.reply(name))
            .completion());
    return backend;
  }

  private static GatewayProcess gateway() {
    return cluster.node(0);
  }

  private static void awaitGauge(String gauge, int value) {
    await().atMost(LIMIT).until(() -> gateway().metric(HTTP, gauge) == value);
  }

  private static String ask() throws Exception {
    try (PlainClient client = PlainClient.connect(gateway().socket("/ask"))) {
      client.send("who are you?");
      return client.next();
    }
  }

  @Test
  void whatClientsSendGoesToThoseThatCanBeReached() throws Exception {
    int[] ports = FreePorts.of(4);
    TcpProxy way = TcpProxy.to(network, ports[2]);
    way.cut();
    List<TestBackend> backends =
        List.of(
            backend("good", ports[0], ports[0]),
            backend("wrong", ports[1], ports[3]),
            backend("cut", ports[2], way.port()));
    try {
      awaitGauge("gateway_bus_unreachable_members", 2);
      for (int i = 0; i < CLIENTS; i++) {
        assertThat(ask()).isEqualTo("good");
      }
      assertThat(gateway().output().lines().filter(l -> l.contains("cluster.backend.unreachable")))
          .hasSize(2)
          .anyMatch(line -> line.contains("address=127.0.0.1:" + ports[3] + " cause=refused"))
          .anyMatch(line -> line.contains("address=127.0.0.1:" + way.port() + " cause=closed"));

      way.restore();
      await().atMost(LIMIT).until(() -> ask().equals("cut"));
      awaitGauge("gateway_bus_unreachable_members", 1);
      assertThat(gateway().output()).contains("cluster.backend.reachable");
    } finally {
      backends.forEach(TestBackend::close);
      way.close();
    }
  }

  /** So a new address of the gateways cannot be forgotten. */
  @Test
  void aBackendThatListensWhereverAGatewayDoesIsFoundThere() {
    int port = FreePorts.of(1)[0];
    try (TestBackend backend = backend("everywhere", port, port)) {
      List<String> own = backend.registeredAddresses();
      own.remove("gateway.inbound");
      assertThat(own)
          .allMatch(address -> address.startsWith("gateway."))
          .contains("gateway.publish", "gateway.broadcast", "gateway.beacon");
      List<MessageConsumer<Object>> consumers = new ArrayList<>();
      for (String address : own) {
        consumers.add(backend.eventBus().consumer(address, message -> {}));
      }
      consumers.forEach(consumer -> join(consumer.completion()));
      awaitGauge("gateway_bus_foreign_consumers", own.size());
      Stream<String> errors =
          gateway().output().lines().filter(line -> line.contains("bus.consumer.foreign"));
      assertThat(errors)
          .hasSize(own.size())
          .anyMatch(line -> line.startsWith("ERROR") || line.contains(" ERROR "));
    }
  }
}
