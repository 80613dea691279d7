package io.wsgateway.config.check;

import io.wsgateway.config.GatewayConfig;
import io.wsgateway.config.LimitsConfig;

/** Checks limits and times that depend on each other. */
final class LimitChecks {
  /** The most heap bytes that a queued message takes beside its data, for names and objects. */
  private static final int MESSAGE_OVERHEAD = 1024;

  /**
   * How long the largest message may take at {@code limits.bytesPerSecond}. A client that is slowed
   * down for ten seconds in a row is closed, and the largest message must stay below that.
   */
  private static final int MESSAGE_SECONDS = 8;

  private final Problems problems;

  private LimitChecks(Problems problems) {
    this.problems = problems;
  }

  static void check(GatewayConfig config, Problems problems) {
    LimitChecks checks = new LimitChecks(problems);
    LimitsConfig limits = config.limits();
    long message = limits.messageBytes();
    checks.least(
        "limits.tcpConnections",
        limits.tcpConnections(),
        "limits.connections",
        limits.connections());
    String messageKey = "limits.messageBytes";
    long inQueue = message + MESSAGE_OVERHEAD;
    checks.least(
        "limits.bytesPerSecond",
        limits.bytesPerSecond(),
        messageKey,
        (message + MESSAGE_SECONDS - 1) / MESSAGE_SECONDS);
    checks.least("limits.outboundQueueBytes", limits.outboundQueueBytes(), messageKey, inQueue);
    if (limits.outboundTotalBytes() != 0) {
      checks.least(
          "limits.outboundTotalBytes",
          limits.outboundTotalBytes(),
          "limits.outboundQueueBytes",
          limits.outboundQueueBytes());
    }
    checks.least("limits.publishQueueBytes", limits.publishQueueBytes(), messageKey, inQueue);
    checks.least("limits.hubQueueBytes", limits.hubQueueBytes(), messageKey, inQueue);
    if (config.cluster().enabled()) {
      checks.least(
          "cluster.relayQueueBytes", config.cluster().relayQueueBytes(), messageKey, inQueue);
    }
    // If it were shorter than a ping interval, every idle connection would be closed.
    checks.least(
        "keepAlive.readIdleSeconds",
        config.keepAlive().readIdleSeconds(),
        "keepAlive.pingSeconds",
        config.keepAlive().pingSeconds() + 1L);
  }

  private void least(String key, long value, String otherKey, long least) {
    if (value < least && !problems.failed(key) && !problems.failed(otherKey)) {
      problems.add(
          key, value + " is too small; the current " + otherKey + " requires at least " + least);
    }
  }
}
