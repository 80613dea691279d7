package io.wsgateway.hooks.connect;

import io.wsgateway.auth.ConnectDecision;
import io.wsgateway.auth.Identity;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Remembers decisions for a while: what a backend has explicitly allowed or refused, never that it
 * could not be asked. It holds at most {@value #MAX_ENTRIES} decisions and about {@value
 * #MAX_WEIGHT} characters; beyond that the oldest are forgotten. An allowance is not remembered
 * beyond its own end. Thread-safe.
 */
final class DecisionCache {
  /** How many decisions are remembered. */
  static final int MAX_ENTRIES = 10_000;

  /** How many characters they may have together. */
  static final int MAX_WEIGHT = 8 * 1024 * 1024;

  /** What an entry takes beside its texts, in characters. */
  private static final int ENTRY = 200;

  private final long keepNanos;
  private final LongSupplier nanoTime;
  private final LongSupplier wallMillis;
  private final Map<String, Entry> entries = new LinkedHashMap<>();
  private long weight;

  private record Entry(ConnectDecision decision, long untilNanos, int weight) {}

  /**
   * Makes an empty cache.
   *
   * @param seconds how long a decision is remembered; 0: not at all
   */
  DecisionCache(int seconds, LongSupplier nanoTime, LongSupplier wallMillis) {
    this.keepNanos = TimeUnit.SECONDS.toNanos(seconds);
    this.nanoTime = nanoTime;
    this.wallMillis = wallMillis;
  }

  /** Returns what was decided; null if that is not known any more. */
  synchronized @Nullable ConnectDecision get(String key) {
    Entry entry = entries.get(key);
    if (entry == null) {
      return null;
    }
    if (entry.untilNanos - nanoTime.getAsLong() <= 0 || hasEnded(entry.decision)) {
      remove(key);
      return null;
    }
    return entry.decision;
  }

  /** Remembers a decision, if it is one. */
  synchronized void put(String key, ConnectDecision decision) {
    if (keepNanos == 0 || decision instanceof ConnectDecision.Undecided) {
      return;
    }
    remove(key);
    int added = weight(decision);
    entries.put(key, new Entry(decision, nanoTime.getAsLong() + keepNanos, added));
    weight += added;
    while (entries.size() > MAX_ENTRIES || weight > MAX_WEIGHT) {
      Iterator<Map.Entry<String, Entry>> oldest = entries.entrySet().iterator();
      weight -= oldest.next().getValue().weight;
      oldest.remove();
    }
  }

  /** The number of decisions that are held. */
  synchronized int size() {
    return entries.size();
  }

  private void remove(String key) {
    Entry entry = entries.remove(key);
    if (entry != null) {
      weight -= entry.weight;
    }
  }

  private boolean hasEnded(ConnectDecision decision) {
    return decision instanceof ConnectDecision.Allowed allowed
        && allowed.identity().endsMillis() != 0
        && allowed.identity().endsMillis() <= wallMillis.getAsLong();
  }

  private static int weight(ConnectDecision decision) {
    if (decision instanceof ConnectDecision.Denied denied) {
      return ENTRY + denied.reason().length();
    }
    if (!(decision instanceof ConnectDecision.Allowed allowed)) {
      return ENTRY;
    }
    Identity identity = allowed.identity();
    String info = identity.info();
    int channels = identity.channels().stream().mapToInt(name -> name.length() + ENTRY / 2).sum();
    return ENTRY + identity.user().length() + (info == null ? 0 : info.length()) + channels;
  }
}
