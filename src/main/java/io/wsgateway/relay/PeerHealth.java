package io.wsgateway.relay;

import org.jspecify.annotations.Nullable;

/** Holds what is known about a node from its beacons. Belongs to the relay's loop. */
final class PeerHealth {
  /** Beacons are sent once a second: none overtakes another by more than this. */
  private static final long OVERTAKEN_MILLIS = 10_000;

  private @Nullable Beacon last;
  private long heardNanos;
  private long aheadMillis;

  /**
   * Whether a beacon's sending time is later than another one's of the same node. It is not for a
   * duplicate or an overtaken beacon. After the clock was set back it is not either, but then the
   * difference is larger than overtaking can explain, and the beacon counts as later.
   */
  static boolean isAfter(long sentMillis, long before) {
    return sentMillis > before || before - sentMillis > OVERTAKEN_MILLIS;
  }

  /** Whether a beacon was sent after the last one that was accepted. */
  boolean isNews(Beacon beacon) {
    return last == null || isAfter(beacon.sentMillis(), last.sentMillis());
  }

  /** Records a beacon. */
  void heard(Beacon beacon, long nowMillis, long nowNanos) {
    last = beacon;
    heardNanos = nowNanos;
    aheadMillis = beacon.sentMillis() - nowMillis;
  }

  /** Whether the node has confirmed that it sends its publications to this one. */
  boolean sendsTo(String node) {
    return last != null && last.positions().containsKey(node);
  }

  /** Whether its last beacon said that it leaves. */
  boolean isLeaving() {
    return last != null && last.leaving();
  }

  /** Whether its last beacon said that it is draining. */
  boolean isDraining() {
    return last != null && last.draining();
  }

  /** Whether it answers probes. */
  boolean answersProbes() {
    return last != null && last.answersProbes();
  }

  /** How far its wall clock is from this node's. */
  long skewMillis() {
    return Math.abs(aheadMillis);
  }

  /** What is needed to tell whether a beacon of it is fresh. */
  KnownPeer known() {
    return new KnownPeer(last != null && !last.echoes().isEmpty(), aheadMillis);
  }

  /** Its wall clock when it sent its last beacon. */
  long sentMillis() {
    return last == null ? 0 : last.sentMillis();
  }

  boolean hasSettings(long settings) {
    return last != null && last.settings() == settings;
  }

  long silentNanos(long nowNanos) {
    return nowNanos - heardNanos;
  }
}
