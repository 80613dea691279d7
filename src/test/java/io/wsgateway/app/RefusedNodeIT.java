package io.wsgateway.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.wsgateway.config.load.ConfigLoader;
import io.wsgateway.kit.FreePorts;
import io.wsgateway.kit.Patience;
import io.wsgateway.support.Logs;
import io.wsgateway.support.RawHttp;
import io.wsgateway.support.RunningCluster;
import io.wsgateway.support.Scrape;
import io.wsgateway.support.TestAuthority;
import io.wsgateway.support.UnheardMember;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Nodes whose event buses do not accept each other: a healthy one that is in service, one with
 * another authority, one whose certificate has expired, and one whose port is closed.
 */
final class RefusedNodeIT {
  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final int HEALTHY = 0;
  private static final int FOREIGN = 1;
  private static final int EXPIRED = 2;
  private static final int NODES = 3;

  private final RunningCluster cluster = RunningCluster.empty(NODES);
  private final int[] ports = FreePorts.of(2 * NODES + 1);
  private final Promise<Void> stop = Promise.promise();
  private final List<Future<Gateway>> starting = new ArrayList<>();
  private UnheardMember closed;

  @AfterEach
  void close() {
    stop.tryComplete();
    if (closed != null) {
      closed.close();
    }
    for (Future<Gateway> node : starting) {
      Future<Void> end = node.compose(Gateway::close, failure -> Future.succeededFuture());
      end.toCompletionStage().toCompletableFuture().orTimeout(30, TimeUnit.SECONDS).join();
    }
  }

  @Test
  void eachIsNamedWithItsReasonAndNoneOfThemTakesClients(@TempDir Path folder) throws Exception {
    TestAuthority ours =
        new TestAuthority(folder.resolve("ours")).issue("node").issueExpired("expired");
    TestAuthority foreign = new TestAuthority(folder.resolve("foreign")).issue("node");
    try (Logs logs = new Logs("io.wsgateway.relay.ReachReport")) {
      start(HEALTHY, ours, "node");
      await().atMost(LIMIT).until(() -> starting.get(HEALTHY).succeeded());
      closed = UnheardMember.join(cluster.name(), cluster.members(), ports[2 * NODES]);
      start(FOREIGN, foreign, "node");
      start(EXPIRED, ours, "expired");

      awaitRefusal(FOREIGN, "refused by every node that answers", "node0 at 127.0.0.1:");
      awaitRefusal(FOREIGN, "its certificate is not one of eventBus.tls.ca here");
      awaitRefusal(FOREIGN, "unheard at 127.0.0.1:" + ports[2 * NODES] + ": its event-bus port");
      awaitRefusal(EXPIRED, "node0 at 127.0.0.1:", "does not accept this node's certificate");

      awaitMetric(HEALTHY, "gateway_cluster_unheard_nodes", 3);
      awaitMetric(HEALTHY, "gateway_relay_send_failures_total{cause=\"tls\"}", 2);
      awaitMetric(HEALTHY, "gateway_relay_send_failures_total{cause=\"refused\"}", 1);
      awaitMetric(FOREIGN, "gateway_relay_send_failures_total{cause=\"tls\"}", 1);
      awaitMetric(EXPIRED, "gateway_relay_send_failures_total{cause=\"tls\"}", 1);
      awaitLine(logs, "node=\"node1\"", "its certificate is not one of eventBus.tls.ca here");
      awaitLine(logs, "node=\"node2\"", "its certificate has expired", "restart it");
      awaitLine(logs, "node=\"node0\"", "TLS alert certificate_unknown", "not expired");
      awaitLine(logs, "node=\"unheard\"", "event-bus port is closed (connection refused)");

      assertThat(health(HEALTHY, "ready").status()).isEqualTo(200);
      assertThat(starting.get(FOREIGN).isComplete()).isFalse();
      assertThat(starting.get(EXPIRED).isComplete()).isFalse();
    }
  }

  private void start(int node, TestAuthority authority, String name) {
    String tls =
        "{cert: %s, key: %s, ca: %s}"
            .formatted(authority.cert(name), authority.key(name), authority.ca());
    String yaml =
        cluster.settingsWithTls(node, 1, tls)
            + "http: {host: 127.0.0.1, port: %d}\n".formatted(ports[node])
            + "management: {host: 127.0.0.1, port: %d}\n".formatted(ports[NODES + node])
            + "api: {port: %d}\n".formatted(ports[NODES + node])
            + "endpoints: [{path: /ws, channel: chat}]\n"
            + Patience.YAML;
    starting.add(Gateway.start(ConfigLoader.parse(yaml).config(), stop.future()));
  }

  private RawHttp.Answer health(int node, String what) {
    return get(node, "/health/" + what);
  }

  private RawHttp.Answer get(int node, String path) {
    return RawHttp.exchange(
        ports[NODES + node],
        RawHttp.request("GET " + path + " HTTP/1.1", "Host: gw.test", "Connection: close"));
  }

  private void awaitRefusal(int node, String... words) {
    await()
        .atMost(LIMIT)
        .ignoreExceptions()
        .untilAsserted(
            () -> {
              RawHttp.Answer answer = health(node, "started");
              assertThat(answer.status()).isEqualTo(503);
              assertThat(answer.body()).contains(words);
            });
  }

  private void awaitMetric(int node, String series, double atLeast) {
    await(series)
        .atMost(LIMIT)
        .untilAsserted(
            () ->
                assertThat(Scrape.of(get(node, "/metrics").body()).value(series))
                    .isGreaterThanOrEqualTo(atLeast));
  }

  private static void awaitLine(Logs logs, String... words) {
    await(String.join(", ", words))
        .atMost(LIMIT)
        .untilAsserted(
            () -> assertThat(logs.lines()).anySatisfy(line -> assertThat(line).contains(words)));
  }
}
