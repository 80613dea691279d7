package io.wsgateway.connection;

import io.wsgateway.config.LimitsConfig;
import io.wsgateway.limit.TokenBucket;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Limits how much one client may send, with token buckets of one second's worth for messages, bytes
 * and control frames. A bucket may go below zero, because a frame is known only after it has
 * arrived; reading then stops until the bucket is filled again.
 */
final class IntakeLimit {
  private static final String MESSAGES = "messages";
  private static final String BYTES = "bytes";
  private static final String CONTROL = "control";

  /** The metric labels of {@link #exceeded}, and those of what holds a client. */
  static final List<String> LABELS =
      List.of(MESSAGES, BYTES, CONTROL, Hold.AUDIENCE.label(), Hold.CHANNEL.label());

  private final LimitsConfig limits;
  private long now;

  /** Buckets as {@link TokenBucket} represents them. */
  private long messages;

  private long bytes;
  private long controls;

  IntakeLimit(LimitsConfig limits, long nowNanos) {
    this.limits = limits;
    this.now = nowNanos;
    this.messages = nowNanos;
    this.bytes = nowNanos;
    this.controls = nowNanos;
  }

  /** Fills the buckets for the time that has passed. */
  void fill(long nowNanos) {
    now = nowNanos;
  }

  /** Removes saved tokens, so that reading continues at the rate and without a burst. */
  void empty() {
    messages = TokenBucket.empty(messages, now);
    bytes = TokenBucket.empty(bytes, now);
  }

  void takeMessages(int count) {
    messages = TokenBucket.take(messages, now, count, limits.messagesPerSecond());
  }

  void takeControl() {
    controls = TokenBucket.take(controls, now, 1, limits.controlFramesPerSecond());
  }

  void takeBytes(int count) {
    bytes = TokenBucket.take(bytes, now, count, limits.bytesPerSecond());
  }

  /** Returns the metric label of the limit that is used up, or null. */
  @Nullable String exceeded() {
    if (TokenBucket.owes(messages, now)) {
      return MESSAGES;
    }
    if (TokenBucket.owes(bytes, now)) {
      return BYTES;
    }
    return TokenBucket.owes(controls, now) ? CONTROL : null;
  }

  /** Returns the reason text of the close after sustained excess. */
  static String reason(String what, LimitsConfig limits) {
    return switch (what) {
      case MESSAGES ->
          "over " + limits.messagesPerSecond() + " messages per second (limits.messagesPerSecond)";
      case BYTES -> "over " + limits.bytesPerSecond() + " bytes per second (limits.bytesPerSecond)";
      default ->
          "over "
              + limits.controlFramesPerSecond()
              + " pings per second (limits.controlFramesPerSecond)";
    };
  }
}
