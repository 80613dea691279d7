package io.wsgateway.cluster;

import io.wsgateway.metrics.ClusterMetrics;
import io.wsgateway.metrics.ClusterMetrics.LeaveCause;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * Logs and counts the nodes that left, and passes on what backends must be notified of. Belongs to
 * one loop.
 */
final class LeaveReport implements NodeLoss.Told {
  private static final Logger log = LoggerFactory.getLogger(LeaveReport.class);

  private final ClusterMetrics metrics;
  private final Supplier<Members.@Nullable Listener> listener;

  /** {@code listener} returns null until a listener is set. */
  LeaveReport(ClusterMetrics metrics, Supplier<Members.@Nullable Listener> listener) {
    this.metrics = metrics;
    this.listener = listener;
  }

  @Override
  public void gone(Node node, LeaveCause cause) {
    metrics.left(cause);
    log.atLevel(cause == LeaveCause.STOPPED ? Level.INFO : Level.WARN)
        .addKeyValue("event", "cluster.node.left")
        .addKeyValue("node", node.name())
        .addKeyValue("nodeId", node.id())
        .addKeyValue("cause", cause.text())
        .log(
            switch (cause) {
              case STOPPED -> "node {} left the cluster";
              case LOST ->
                  "node {} left the cluster without notice: it died, or it cannot be reached";
              case ISOLATED ->
                  "contact with node {} was lost, but it may be running: this node was"
                      + " disconnected or paused, or the connection broke for a moment";
            },
            node.name());
  }

  @Override
  public void lost(Node node) {
    Members.Listener told = listener.get();
    if (told != null) {
      told.lost(node);
    }
  }

  @Override
  public void back(Node node) {
    Members.Listener told = listener.get();
    if (told != null) {
      told.back(node);
    }
  }
}
