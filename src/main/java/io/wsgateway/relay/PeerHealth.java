package io.wsgateway.relay;

import org.jspecify.annotations.Nullable;

/** What is known of a node from its beacons. Belongs to the relay's loop. */
final class PeerHealth {
  private @Nullable Beacon last;
  private long heardNanos;
  private long skewMillis;

  /** Takes note of a beacon. */
  void heard(Beacon beacon, long nowMillis, long nowNanos) {
    last = beacon;
    heardNanos = nowNanos;
    skewMillis = Math.abs(beacon.sentMillis() - nowMillis);
  }

  /** Whether the node has confirmed that it sends its publications to this one. */
  boolean sendsTo(String node) {
    return last != null && last.positions().containsKey(node);
  }

  /** Whether its last beacon said that it leaves. */
  boolean isLeaving() {
    return last != null && last.leaving();
  }

  long skewMillis() {
    return skewMillis;
  }

  boolean hasSettings(long settings) {
    return last != null && last.settings() == settings;
  }

  long silentNanos(long nowNanos) {
    return nowNanos - heardNanos;
  }
}
