package io.wsgateway.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.wsgateway.kit.FreePorts;
import io.wsgateway.kit.GatewayLauncher;
import io.wsgateway.kit.GatewayProcess;
import io.wsgateway.kit.NameServer;
import io.wsgateway.support.PlainClient;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocketHandshakeException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Three pods start at once while the Service's name has no addresses yet. Discovery is that of
 * Kubernetes, from a name server of the test.
 */
final class LonersIT {
  private static final String SERVICE = "gateway.default.svc.cluster.local";
  private static final int NODES = 3;
  private static final Duration LIMIT = Duration.ofSeconds(90);

  @TempDir private Path directory;
  private final HttpClient http = HttpClient.newHttpClient();
  private final String cluster = "test-" + UUID.randomUUID();
  private final int[] ports = FreePorts.of(2 + 2 * NODES);
  private final List<GatewayProcess> nodes = new ArrayList<>();
  private NameServer names;

  @BeforeEach
  void start() throws Exception {
    Optional<String> obstacle = NameServer.obstacle();
    assumeTrue(obstacle.isEmpty(), () -> obstacle.orElseThrow());
    names = NameServer.of(SERVICE, directory);
  }

  @AfterEach
  void stop() throws Exception {
    nodes.forEach(GatewayProcess::close);
    if (names != null) {
      names.close();
    }
  }

  @Test
  void lonersTakeNoClientsAndBecomeOneCluster() throws Exception {
    for (int i = 0; i < NODES; i++) {
      nodes.add(start(i));
    }
    for (int i = 0; i < NODES; i++) {
      int node = i;
      await().atMost(LIMIT).until(() -> nodes.get(node).output().contains("cluster.joined"));
      await().atMost(LIMIT).ignoreExceptions().until(() -> upgradeStatus(node) == 503);
      assertThat(nodes.get(node).output()).contains("members=1");
      assertThat(get(management(node), "/health/started").statusCode()).isEqualTo(503);
      assertThat(get(management(node), "/health/started").body()).contains("1 of 2 nodes");
      assertThat(get(management(node), "/health/live").statusCode()).isEqualTo(200);
    }

    assertThat(names.asked()).isPositive();

    names.resolve(List.of("127.0.0.1", "127.0.0.2", "127.0.0.3"));

    for (int i = 0; i < NODES; i++) {
      int node = i;
      // Until one takes clients it refuses them; then it sees at least one other.
      await().atMost(LIMIT).until(() -> upgradeStatus(node) == 101);
      assertThat(metric(node, "gateway_cluster_members ")).isGreaterThanOrEqualTo(2);
    }
    for (int i = 0; i < NODES; i++) {
      int node = i;
      await().atMost(LIMIT).until(() -> metric(node, "gateway_cluster_members ") == NODES);
      nodes.get(node).awaitReady();
    }
    everyoneHearsEveryone();
  }

  private void everyoneHearsEveryone() throws Exception {
    List<PlainClient> clients = new ArrayList<>();
    for (int i = 0; i < NODES; i++) {
      clients.add(PlainClient.connect(URI.create("ws://127.0.0.1:" + ports[2 + i] + "/ws")));
    }
    for (int i = 0; i < NODES; i++) {
      clients.get(i).send("from " + i);
    }
    for (PlainClient client : clients) {
      assertThat(List.of(client.next(), client.next(), client.next()))
          .containsExactlyInAnyOrder("from 0", "from 1", "from 2");
      client.close();
    }
  }

  private GatewayProcess start(int node) throws IOException {
    return GatewayProcess.named("node" + node)
        .command(names.askedBy(GatewayLauncher.jvm("-Xmx256m")))
        .config(
            """
            endpoints: [{path: /ws, channel: chat}]
            cluster:
              enabled: true
              name: %s
              host: 127.0.0.%d
              port: %d
              minMembers: 2
              discovery: {type: kubernetes, service: %s}
            eventBus: {port: %d}
            """
                .formatted(cluster, node + 1, ports[0], SERVICE, ports[1]))
        .set("http.port", ports[2 + node])
        .set("management.port", management(node))
        .set("api.port", management(node))
        .start();
  }

  private int management(int node) {
    return ports[2 + NODES + node];
  }

  private int upgradeStatus(int node) throws Exception {
    try {
      PlainClient.connect(URI.create("ws://127.0.0.1:" + ports[2 + node] + "/ws")).close();
      return 101;
    } catch (ExecutionException e) {
      if (e.getCause() instanceof WebSocketHandshakeException refused) {
        return refused.getResponse().statusCode();
      }
      throw e;
    }
  }

  private HttpResponse<String> get(int port, String path) throws Exception {
    return http.send(
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path)).build(),
        HttpResponse.BodyHandlers.ofString());
  }

  private double metric(int node, String name) throws Exception {
    return get(management(node), "/metrics")
        .body()
        .lines()
        .filter(line -> line.startsWith(name))
        .mapToDouble(line -> Double.parseDouble(line.substring(name.length())))
        .findFirst()
        .orElseThrow();
  }
}
