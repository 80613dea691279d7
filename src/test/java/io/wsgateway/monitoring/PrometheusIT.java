package io.wsgateway.monitoring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.wsgateway.kit.FreePorts;
import io.wsgateway.kit.GatewayCluster;
import io.wsgateway.kit.GatewayProcess;
import io.wsgateway.support.PlainClient;
import io.wsgateway.support.UnheardMember;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A real Prometheus watches two nodes: nothing fires while all is well, every query of the
 * dashboards is answered, and alerts fire for a dead event bus and for a killed node.
 */
final class PrometheusIT {
  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final Duration CALM = Duration.ofSeconds(3);
  private static final String WINDOW = "15s";
  private static final String KEY = "the-key-of-a-test-of-thirty-two-bytes";
  private static final String CONFIG =
      """
      node: {eventLoops: 1}
      endpoints: [{path: /ws, channel: news}]
      api: {port: 0, keys: [{name: test, key: %s, scopes: [publish]}]}
      cluster: {probeSeconds: 1}
      """
          .formatted(KEY);

  /** A machine that tests share is slow at times; promtool tests these. */
  private static final Set<String> OF_LOAD =
      Set.of("WsGatewayEventLoopLag", "WsGatewayDeliverySlow", "WsGatewayClockSkew");

  private final HttpClient http = HttpClient.newHttpClient();

  @BeforeAll
  static void programs() {
    Programs.assumeInstalled();
  }

  @Test
  void alertsFireForADeadBusAndAKilledNodeAndNotBefore(@TempDir Path directory) throws Exception {
    try (GatewayCluster cluster = GatewayCluster.of(2, 0, CONFIG);
        PrometheusProcess prometheus =
            PrometheusProcess.start(
                directory,
                shortened(),
                cluster.node(0).managementPort(),
                cluster.node(1).managementPort())) {
      use(cluster);
      await("two nodes are scraped").atMost(LIMIT).until(() -> up(prometheus) == 2);
      await("nothing fires").during(CALM).atMost(LIMIT).until(() -> firing(prometheus).isEmpty());
      use(cluster);
      answersTheDashboards(prometheus);

      UnheardMember deadBus =
          UnheardMember.join(cluster.name(), cluster.members(), FreePorts.of(1)[0]);
      try {
        awaitFiring(prometheus, "WsGatewayNodesUnheard");
        assertThat(firing(prometheus)).doesNotContain("WsGatewayNodeDown", "WsGatewayNodeLost");
      } finally {
        deadBus.close();
      }
      await("the alert ends")
          .atMost(LIMIT)
          .until(() -> !firing(prometheus).contains("WsGatewayNodesUnheard"));
      // Otherwise the survivor takes itself for the one of three that was cut off.
      await("two nodes are the cluster")
          .atMost(LIMIT)
          .until(() -> cluster.node(0).metric(http, "gateway_cluster_size") == 2);

      cluster.node(1).kill();
      awaitFiring(prometheus, "WsGatewayNodeDown");
      awaitFiring(prometheus, "WsGatewayNodeLost");
      assertThat(firing(prometheus)).doesNotContain("WsGatewayAllNodesDown");
    }
  }

  /** The same expressions, over seconds instead of minutes. */
  private static String shortened() throws IOException {
    return Files.readString(RuleFile.PATH)
        .replaceAll("(?m)^( +for:) .*$", "$1 4s")
        .replaceAll("\\[\\d+[smhd]]", "[" + WINDOW + "]")
        .replaceAll("offset \\d+[smhd]", "offset " + WINDOW);
  }

  private static int up(PrometheusProcess prometheus) {
    return prometheus.query("up == 1").size();
  }

  private static Set<String> firing(PrometheusProcess prometheus) {
    Set<String> firing = new TreeSet<>(prometheus.firing());
    firing.removeAll(OF_LOAD);
    return firing;
  }

  private static void awaitFiring(PrometheusProcess prometheus, String alert) {
    await(alert + " to fire").atMost(LIMIT).until(() -> firing(prometheus).contains(alert));
  }

  /** So that histograms have something to show. */
  private void use(GatewayCluster cluster) throws Exception {
    for (GatewayProcess node : cluster.nodes()) {
      PlainClient.connect(node.socket("/ws"));
      int api = node.readyFile().getInteger("apiPort");
      http.send(
          HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + api + "/api/publish"))
              .header("X-API-Key", KEY)
              .POST(BodyPublishers.ofString("{\"channel\":\"news\",\"data\":\"x\"}"))
              .build(),
          BodyHandlers.discarding());
    }
  }

  /** A comparison selects nothing while all is well; everything else has something to show. */
  private static void answersTheDashboards(PrometheusProcess prometheus) throws IOException {
    for (Dashboard dashboard : Dashboard.all()) {
      for (Dashboard.Query query : dashboard.queries()) {
        boolean found = !prometheus.query(query.over(WINDOW)).isEmpty();
        boolean selects = query.expr().matches("(?s).* [<>]=? .*");
        assertThat(found || selects).as("%s shows %s", query.place(), query.expr()).isTrue();
      }
    }
  }
}
