package io.wsgateway.connection;

import io.wsgateway.channel.SlowConsumer;
import io.wsgateway.metrics.ConnectionMetrics;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * What the connections of one event loop have for the meters; what happens with every message is
 * summed up until {@link #report}. Belongs to that loop.
 */
final class LoopCounts {
  /** Labels of dropped messages that no slow-consumer policy dropped. */
  private static final String INTERVAL = "interval";

  private static final String CLOSED = "closed";

  /** Also of connections that were closed because the node holds too much. */
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

  /** The sums of a protocol; its meters are there from the first call. */
  Traffic traffic(ClientProtocol protocol) {
    return traffic.computeIfAbsent(
        protocol,
        added -> {
          metrics.declare(added.closeLabels(), List.of(), List.of(), List.of());
          return new Traffic(added);
        });
  }

  void opened(ClientProtocol protocol) {
    metrics.opened(protocol.name());
  }

  void closed(ClientProtocol protocol, CloseEvent event) {
    metrics.closed(protocol.name(), protocol.closeLabel(event));
  }

  /** What waits weighs so much more or less. */
  void queued(long bytes) {
    queued += bytes;
  }

  /** Dropped because the node holds too much. */
  void droppedForTheNode(int messages) {
    if (messages > 0) {
      metrics.dropped(NODE_BUDGET, messages);
    }
  }

  /** Closed because the node holds too much. */
  void slowForTheNode() {
    metrics.slow(NODE_BUDGET);
  }

  void dropped(SlowConsumer policy, int messages) {
    metrics.dropped(label(policy), messages);
  }

  /** Held back for an interval until a newer one came: meant so, and no sign of a slow client. */
  void heldBack(int messages) {
    metrics.dropped(INTERVAL, messages);
  }

  /** It waited for a client that closed, broke a rule, fell silent or went. */
  void leftBehind(int messages) {
    metrics.dropped(CLOSED, messages);
  }

  /** It came from a client whose connection ended before its turn. */
  void unhandled() {
    metrics.dropped(RECEIVED, 1);
  }

  void slow(SlowConsumer policy) {
    metrics.slow(label(policy));
  }

  /** A client is slowed down; {@code what}: the limit, or what holds it. */
  void rateLimited(String what) {
    metrics.rateLimited(what);
  }

  /** Adds the sums to the meters. */
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
