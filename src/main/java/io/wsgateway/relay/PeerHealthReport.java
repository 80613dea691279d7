package io.wsgateway.relay;

import io.wsgateway.cluster.Node;
import io.wsgateway.metrics.ClusterMetrics;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reports what the beacons say about the health of the cluster: nodes that became silent or drain,
 * clocks that differ, configurations that differ. Each is logged once and always measured.
 */
final class PeerHealthReport {
  private static final Logger log = LoggerFactory.getLogger(PeerHealthReport.class);
  private static final long SILENT_NANOS = TimeUnit.SECONDS.toNanos(5);

  private final LongSupplier settings;
  private final ClusterMetrics metrics;
  private final Set<String> silent = new HashSet<>();
  private final Set<String> drifted = new HashSet<>();
  private final Set<String> draining = new HashSet<>();

  PeerHealthReport(LongSupplier settings, ClusterMetrics metrics) {
    this.settings = settings;
    this.metrics = metrics;
  }

  /** Checks all nodes, once a second; {@code now} in nanoseconds of the loop. */
  void look(Map<String, PeerHealth> peers, Map<String, Node> nodes, long now) {
    silent.retainAll(peers.keySet());
    drifted.retainAll(peers.keySet());
    draining.retainAll(peers.keySet());
    long skew = 0;
    for (Map.Entry<String, PeerHealth> entry : peers.entrySet()) {
      Node node = nodes.get(entry.getKey());
      if (node != null) {
        PeerHealth peer = entry.getValue();
        silence(node, peer.silentNanos(now) > SILENT_NANOS);
        drift(node, !peer.hasSettings(settings.getAsLong()));
        drain(node, peer.isDraining());
        skew = Math.max(skew, peer.skewMillis());
      }
    }
    metrics.silent(silent.size());
    metrics.drifted(drifted.size());
    metrics.skew(skew);
  }

  private void silence(Node node, boolean is) {
    if (is && silent.add(node.id())) {
      log.atWarn()
          .addKeyValue("event", "cluster.node.silent")
          .addKeyValue("node", node.name())
          .log(
              "no heartbeat from node {} for 5 s: it is stalled, or its event bus cannot reach"
                  + " this node",
              node.name());
    } else if (!is && silent.remove(node.id())) {
      log.atInfo()
          .addKeyValue("event", "cluster.node.heard")
          .addKeyValue("node", node.name())
          .log("heartbeats from node {} arrive again", node.name());
    }
  }

  private void drain(Node node, boolean is) {
    if (is && draining.add(node.id())) {
      log.atInfo()
          .addKeyValue("event", "cluster.node.draining")
          .addKeyValue("node", node.name())
          .log("node {} is draining: its clients reconnect to the other nodes", node.name());
    } else if (!is && draining.remove(node.id())) {
      log.atInfo()
          .addKeyValue("event", "cluster.node.undrained")
          .addKeyValue("node", node.name())
          .log("node {} accepts clients again", node.name());
    }
  }

  private void drift(Node node, boolean is) {
    if (is && drifted.add(node.id())) {
      log.atWarn()
          .addKeyValue("event", "cluster.drift")
          .addKeyValue("node", node.name())
          .log(
              "node {} has a different configuration: endpoints, channels and limits must"
                  + " be the same on all nodes (compare check-config --print)",
              node.name());
    } else if (!is) {
      drifted.remove(node.id());
    }
  }
}
