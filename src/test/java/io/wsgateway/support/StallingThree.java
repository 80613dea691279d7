package io.wsgateway.support;

import static org.awaitility.Awaitility.await;

import io.wsgateway.kit.Freeze;
import io.wsgateway.kit.GatewayCluster;
import io.wsgateway.kit.GatewayProcess;
import io.wsgateway.kit.HealthyNodes;
import io.wsgateway.kit.SlowPeer;
import java.io.IOException;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.List;

/** Three nodes of which one stalls, and a backend that hears who was lost. */
public final class StallingThree implements AutoCloseable {
  private static final Duration LIMIT = Duration.ofSeconds(90);

  private final HttpClient http = HttpClient.newHttpClient();
  private final GatewayCluster cluster;
  private final NodeEvents events;

  private StallingThree(GatewayCluster cluster) {
    this.cluster = cluster;
    this.events = NodeEvents.of(cluster);
  }

  /** Started with these flags of their JVMs, and ready. */
  public static StallingThree start(String... flags) throws IOException {
    return new StallingThree(
        GatewayCluster.oldestFirst(
            3, HealthyNodes.CONFIG + "events: {send: [nodeLost, nodeBack]}\n", flags));
  }

  /** Waits until all see each other, and forgets what was said of nodes. */
  public void awaitAllTogether() {
    for (GatewayProcess node : cluster.nodes()) {
      await().atMost(LIMIT).until(() -> node.metric(http, "gateway_cluster_members") == 3);
    }
    events.clear();
  }

  /** The one that stalls. */
  public GatewayProcess victim() {
    return cluster.node(2);
  }

  /** Stops it. */
  public Freeze freeze(String name) {
    return Freeze.of(http, name, cluster.nodes(), List.of(victim()));
  }

  /** Lets it stop again and again. */
  public SlowPeer slowPeer() {
    return new SlowPeer(http, cluster.nodes(), victim());
  }

  /** What backends were told of nodes. */
  public NodeEvents events() {
    return events;
  }

  @Override
  public void close() {
    events.close();
    cluster.close();
  }
}
