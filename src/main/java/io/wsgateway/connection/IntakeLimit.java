package io.wsgateway.connection;

import io.wsgateway.config.LimitsConfig;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How much one client may send: token buckets of one second's worth for messages, bytes and control
 * frames. A bucket may go below zero, since a frame is known only when it came; reading then stops
 * until it is filled again.
 */
final class IntakeLimit {
  private static final String MESSAGES = "messages";
  private static final String BYTES = "bytes";
  private static final String CONTROL = "control";

  /** The metric labels of {@link #exceeded}, and those of what holds a client. */
  static final List<String> LABELS =
      List.of(MESSAGES, BYTES, CONTROL, Hold.AUDIENCE.label(), Hold.CHANNEL.label());

  private static final double NANOS = 1e9;

  private final LimitsConfig limits;
  private long filledNanos;
  private double messages;
  private double bytes;
  private double controls;

  IntakeLimit(LimitsConfig limits, long nowNanos) {
    this.limits = limits;
    this.filledNanos = nowNanos;
    this.messages = limits.messagesPerSecond();
    this.bytes = limits.bytesPerSecond();
    this.controls = limits.controlFramesPerSecond();
  }

  /** Fills the buckets for the time that passed. */
  void fill(long nowNanos) {
    double seconds = (nowNanos - filledNanos) / NANOS;
    filledNanos = nowNanos;
    messages = filled(messages, seconds, limits.messagesPerSecond());
    bytes = filled(bytes, seconds, limits.bytesPerSecond());
    controls = filled(controls, seconds, limits.controlFramesPerSecond());
  }

  /** Takes away what was saved up, so that reading goes on at the rate and not with a burst. */
  void empty() {
    messages = Math.min(messages, 0);
    bytes = Math.min(bytes, 0);
  }

  void takeMessages(int count) {
    messages -= count;
  }

  void takeControl() {
    controls--;
  }

  void takeBytes(int count) {
    bytes -= count;
  }

  /** Which limit is used up: the label of the meter, or null. */
  @Nullable String exceeded() {
    if (messages < 0) {
      return MESSAGES;
    }
    if (bytes < 0) {
      return BYTES;
    }
    return controls < 0 ? CONTROL : null;
  }

  /** The text of the close after sustained excess. */
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

  private static double filled(double tokens, double seconds, int perSecond) {
    return Math.min(perSecond, tokens + seconds * perSecond);
  }
}
