package io.wsgateway.connection;

import io.wsgateway.channel.SlowConsumer;
import io.wsgateway.metrics.ConnectionMetrics;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Collects the metrics of one event loop's connections; per-message values are summed until {@link
 * #report}. Belongs to that loop.
 */
final class LoopCounts {
  /** Labels of messages dropped for other reasons than a slow-consumer policy. */
  private static final String INTERVAL = "interval";

  private static final String CLOSED = "closed";

  /** Also for connections closed because the node holds too much. */
  private static final String NODE_BUDGET = "nodeBudget";

  private static final String RECEIVED = "received";

  private final ConnectionMetrics metrics;
  private final Map<ClientProtocol, Traffic> traffic = new HashMap<>();
  private long queued;

  LoopCounts(ConnectionMetrics metrics) {
    this.metrics = metrics;
    List<String> policies = Arrays.stream(SlowConsumer.values()).map(p -> label(p)).toList();
    metrics.declare(
        List.of(),
        Stream.concat(policies.stream(), Stream.of(NODE_BUDGET)).toList(),
        Stream.concat(policies.stream(), Stream.of(INTERVAL, CLOSED, RECEIVED, NODE_BUDGET))
            .toList(),
        IntakeLimit.LABELS);
  }

  /** Returns the sums of a protocol; the first call registers its metrics. */
  Traffic traffic(ClientProtocol protocol) {
    return traffic.computeIfAbsent(
        protocol,
        added -> {
          metrics.declare(added.closeLabels(), List.of(), List.of(), List.of());
          return new Traffic(added);
        });
  }

  void opened(ClientProtocol protocol) {
    metrics.opened(protocol.name(), protocol.transport());
  }

  void closed(ClientProtocol protocol, CloseEvent event) {
    metrics.closed(protocol.name(), protocol.transport(), protocol.closeLabel(event));
  }

  /** Counts a connection that is closed because of its age. */
  void aged() {
    metrics.aged();
  }

  /** Adds a change of the queued data's accounted size, in bytes. */
  void queued(long bytes) {
    queued += bytes;
  }

  /** Counts messages dropped because the node holds too much. */
  void droppedForTheNode(int messages) {
    if (messages > 0) {
      metrics.dropped(NODE_BUDGET, messages);
    }
  }

  /** Counts a connection closed because the node holds too much. */
  void slowForTheNode() {
    metrics.slow(NODE_BUDGET);
  }

  void dropped(SlowConsumer policy, int messages) {
    metrics.dropped(label(policy), messages);
  }

  /**
   * Counts messages replaced by a newer one within a channel's interval: intended, not a slow
   * client.
   */
  void heldBack(int messages) {
    metrics.dropped(INTERVAL, messages);
  }

  /**
   * Counts messages that were queued for a client which closed, broke a rule, fell silent or
   * disconnected.
   */
  void leftBehind(int messages) {
    metrics.dropped(CLOSED, messages);
  }

  /** Counts a message received from a client whose connection ended before it was handled. */
  void unhandled() {
    metrics.dropped(RECEIVED, 1);
  }

  void slow(SlowConsumer policy) {
    metrics.slow(label(policy));
  }

  /** Counts a throttled client; {@code what}: the limit, or the kind of hold. */
  void rateLimited(String what) {
    metrics.rateLimited(what);
  }

  /** Adds the sums to the metrics. */
  void report() {
    for (Traffic sums : traffic.values()) {
      sums.addTo(metrics);
    }
    if (queued != 0) {
      metrics.queued(queued);
      queued = 0;
    }
  }

  private static String label(SlowConsumer policy) {
    return switch (policy) {
      case DISCONNECT -> "disconnect";
      case DROP_OLDEST -> "dropOldest";
      case LATEST -> "latest";
    };
  }
}
