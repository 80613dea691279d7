package io.wsgateway.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.hazelcast.config.Config;
import com.hazelcast.core.Hazelcast;
import com.hazelcast.core.HazelcastInstance;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.wsgateway.config.load.ConfigLoader;
import io.wsgateway.kit.FreePorts;
import io.wsgateway.support.Logs;
import io.wsgateway.support.PlainClient;
import io.wsgateway.support.RawHttp;
import io.wsgateway.support.RawSocket;
import io.wsgateway.support.RunningCluster;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** No clients before peers are met, on any machine; {@code LonersIT} is the same with real pods. */
final class OpeningIT {
  private static final Duration LIMIT = Duration.ofSeconds(30);

  private static final String NOT_MET =
      "these nodes have not confirmed yet that they send to this one, or not told it which users"
          + " are blocked";

  private final RunningCluster cluster = RunningCluster.empty(2);
  private final int[] ports = FreePorts.of(4);
  private final Promise<Void> stop = Promise.promise();
  private final List<Future<Gateway>> starting = new ArrayList<>();
  private HazelcastInstance silent;

  @AfterEach
  void close() {
    stop.tryComplete();
    if (silent != null) {
      silent.shutdown();
    }
    for (Future<Gateway> node : starting) {
      Future<Void> closed = node.compose(Gateway::close, failure -> Future.succeededFuture());
      closed.toCompletionStage().toCompletableFuture().orTimeout(30, TimeUnit.SECONDS).join();
    }
  }

  @Test
  void noClientsBeforeEnoughNodesAndAllMembersAreMet() throws Exception {
    start(0);
    awaitHealth(0, "1 of 2 nodes (cluster.minMembers) have two-way contact");
    assertTakesNoClients(0);

    silent = memberThatNeverBeats();
    awaitHealth(0, NOT_MET + ": silent");
    start(1);
    // The two have met; one member is left that sends to neither.
    awaitHealth(1, NOT_MET + ": silent\"");
    assertTakesNoClients(1);

    silent.shutdown();
    await().atMost(LIMIT).until(() -> starting.stream().allMatch(Future::succeeded));
    try (PlainClient one = PlainClient.connect(ws(0));
        PlainClient other = PlainClient.connect(ws(1))) {
      one.send("met");
      assertThat(other.next()).isEqualTo("met");
    }
  }

  @Test
  void aNodeThatWaitsNamesTheKeysOnce() {
    try (Logs logs = new Logs(Opening.class)) {
      start(0);
      await().atMost(LIMIT).until(() -> !logs.events().isEmpty());
      assertThat(logs.pairs(0)).contains("event=cluster.waiting", "nodes=1");
      assertThat(logs.lines().get(0))
          .contains("1 of 2 nodes", "cluster.minMembers", "cluster.aloneAfterSeconds");
    }
  }

  private void start(int node) {
    String yaml =
        cluster.settings(node, 2)
            + "  aloneAfterSeconds: 600\n"
            + "http: {host: 127.0.0.1, port: %d}\n".formatted(ports[node])
            + "management: {host: 127.0.0.1, port: %d}\n".formatted(ports[2 + node])
            + "api: {port: %d}\n".formatted(ports[2 + node])
            + "endpoints: [{path: /ws, channel: chat}]\n";
    starting.add(Gateway.start(ConfigLoader.parse(yaml).config(), stop.future()));
  }

  /** In the cluster by its attributes, and not on the event bus. */
  private HazelcastInstance memberThatNeverBeats() {
    Config config = new Config().setClusterName(cluster.name()).setLiteMember(true);
    config.setProperty("hazelcast.local.localAddress", "127.0.0.1");
    config.setProperty("hazelcast.phone.home.enabled", "false");
    config.getMemberAttributeConfig().setAttribute("ws-gateway.node", "silent");
    config.getMemberAttributeConfig().setAttribute("__vertx.nodeId", "silent-id");
    config.getNetworkConfig().setPort(0);
    var join = config.getNetworkConfig().getJoin();
    join.getAutoDetectionConfig().setEnabled(false);
    join.getMulticastConfig().setEnabled(false);
    join.getTcpIpConfig().setEnabled(true).addMember(cluster.members().replace("\"", ""));
    return Hazelcast.newHazelcastInstance(config);
  }

  private void awaitHealth(int node, String obstacle) {
    String probe =
        RawHttp.request("GET /health/started HTTP/1.1", "Host: gw.test", "Connection: close");
    await()
        .atMost(LIMIT)
        .ignoreExceptions()
        .untilAsserted(
            () -> {
              RawHttp.Answer answer = RawHttp.exchange(ports[2 + node], probe);
              assertThat(answer.status()).isEqualTo(503);
              assertThat(answer.body()).contains(obstacle);
            });
  }

  private void assertTakesNoClients(int node) {
    // The port of the management listens first.
    await()
        .atMost(LIMIT)
        .ignoreExceptions()
        .untilAsserted(() -> RawSocket.tcp(ports[node]).close());
    try (RawSocket client = RawSocket.tcp(ports[node])) {
      client.send(RawSocket.handshake(ports[node], "/ws"));
      assertThat(client.readHead()).startsWith("HTTP/1.1 503 ");
    }
    String check = RawHttp.request("GET /healthz HTTP/1.1", "Host: gw.test", "Connection: close");
    assertThat(RawHttp.exchange(ports[node], check).status()).isEqualTo(503);
    assertThat(starting.get(node).isComplete()).isFalse();
  }

  private URI ws(int node) {
    return URI.create("ws://127.0.0.1:" + ports[node] + "/ws");
  }
}
