package io.wsgateway.server.admission;

import io.wsgateway.config.LimitsConfig;
import io.wsgateway.limit.TokenBucket;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Limits the messages that come by {@code POST} per sender, as those of one connection are limited.
 * It remembers at most {@value #MAX} senders, and forgets those that have sent nothing for a
 * second; if there are still more, other senders are refused until some pause. Thread-safe.
 */
final class PostRates {
  /** How many senders are remembered. */
  static final int MAX = 100_000;

  /** Buckets as {@link TokenBucket} represents them. */
  private record Sent(long messages, long bytes) {
    boolean isIdle(long now) {
      return messages - now <= 0 && bytes - now <= 0;
    }
  }

  private final ConcurrentHashMap<String, Sent> senders = new ConcurrentHashMap<>();
  private final LongSupplier nanoTime;
  private volatile LimitsConfig limits;

  PostRates(LimitsConfig limits, LongSupplier nanoTime) {
    this.limits = limits;
    this.nanoTime = nanoTime;
  }

  /** Applies other limits. */
  void limit(LimitsConfig newLimits) {
    limits = newLimits;
  }

  /** Takes a message; returns the metric label of the limit that it would exceed, or null. */
  @Nullable String take(String sender, int bytes) {
    long now = nanoTime.getAsLong();
    if (senders.size() >= MAX && !senders.containsKey(sender)) {
      senders.values().removeIf(sent -> sent.isIdle(now));
      if (senders.size() >= MAX) {
        return "messages";
      }
    }
    LimitsConfig by = limits;
    @Nullable String[] over = {null};
    senders.compute(
        sender,
        (key, before) -> {
          Sent sent = before == null ? new Sent(now, now) : before;
          long messages = TokenBucket.take(sent.messages, now, 1, by.messagesPerSecond());
          long size = TokenBucket.take(sent.bytes, now, bytes, by.bytesPerSecond());
          if (TokenBucket.owes(messages, now)) {
            over[0] = "messages";
          } else if (TokenBucket.owes(sent.bytes, now)) {
            // A message larger than a second's worth is accepted once, as on a connection.
            over[0] = "bytes";
          }
          return over[0] == null ? new Sent(messages, size) : sent;
        });
    return over[0];
  }

  /** The number of senders that are remembered. */
  int size() {
    return senders.size();
  }
}
