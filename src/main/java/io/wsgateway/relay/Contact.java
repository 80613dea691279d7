package io.wsgateway.relay;

import io.wsgateway.cluster.BusCheck;
import io.wsgateway.cluster.Node;
import io.wsgateway.cluster.Timing;
import io.wsgateway.metrics.SendFailure;
import io.wsgateway.transport.BusFailures;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Tracks the contact with one node of the cluster: since when there should be contact, whether
 * there is, and if not, the result of the last check. Belongs to the relay's loop.
 */
final class Contact {
  /** How long two nodes may need to establish contact. */
  private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(3);

  /**
   * Silence of that length cannot be a slow start, nor a frozen process: the cluster has evicted
   * that by then.
   */
  static final long SILENCE_NANOS =
      TimeUnit.MILLISECONDS.toNanos(Timing.evictedMillis()) + PATIENCE_NANOS;

  private static final long FIRST_PAUSE_NANOS = TimeUnit.SECONDS.toNanos(1);
  private static final long LAST_PAUSE_NANOS = TimeUnit.SECONDS.toNanos(10);

  private final Node node;
  private long sinceNanos;
  private long troubledNanos;
  private long nextCheckNanos;
  private long pauseNanos = FIRST_PAUSE_NANOS;
  private boolean checking;
  private boolean troubled = true;
  private boolean heard;
  private BusCheck.@Nullable Result result;

  /** Begins with a node that has just joined the cluster. */
  Contact(Node node, long now) {
    this.node = node;
    this.sinceNanos = now;
    this.troubledNanos = now;
  }

  Node node() {
    return node;
  }

  /**
   * For how long the node has been in the cluster, without the time in which this node was paused.
   */
  long ageNanos(long now) {
    return now - sinceNanos;
  }

  /**
   * For how long there has been no two-way contact, without the time in which this node was paused.
   */
  long troubledNanos(long now) {
    return now - troubledNanos;
  }

  /** Notes that there is two-way contact. */
  void fine(long now) {
    heard = true;
    troubled = false;
    troubledNanos = now;
    pauseNanos = FIRST_PAUSE_NANOS;
    nextCheckNanos = now;
    result = null;
  }

  /**
   * Notes that there is no two-way contact.
   *
   * @param hears whether its beacons arrive here
   * @return whether to check the connection now; checks become rarer each time
   */
  boolean troubled(boolean hears, long now) {
    heard = hears;
    troubled = true;
    if (checking || troubledNanos(now) < PATIENCE_NANOS || now - nextCheckNanos < 0) {
      return false;
    }
    checking = true;
    return true;
  }

  /**
   * Notes that this node was paused: what did not arrive meanwhile is not held against the other
   * node.
   */
  void paused(long now) {
    sinceNanos = now;
    troubledNanos = now;
    nextCheckNanos = now;
    pauseNanos = FIRST_PAUSE_NANOS;
  }

  /** Takes the result of a check. */
  void checked(BusCheck.Result found, long now) {
    checking = false;
    result = troubled ? found : null;
    nextCheckNanos = now + pauseNanos;
    pauseNanos = Math.min(LAST_PAUSE_NANOS, 2 * pauseNanos);
  }

  /** Whether its beacons arrive here. */
  boolean isHeard() {
    return heard;
  }

  BusCheck.@Nullable Result result() {
    return result;
  }

  /** The state of the connection by the last check. */
  Way way(long now) {
    if (!troubled) {
      return Way.OPEN;
    }
    if (result == null) {
      return Way.UNKNOWN;
    }
    if (result.failure() == null) {
      return heard ? Way.OPEN : troubledNanos(now) < SILENCE_NANOS ? Way.UNKNOWN : Way.ONE_WAY;
    }
    // It has not published its bus address yet, or no member that holds the entry answers.
    return result.address().isEmpty() ? Way.UNKNOWN : of(BusFailures.of(result.failure()));
  }

  private static Way of(SendFailure cause) {
    return switch (cause) {
      case TLS -> Way.TLS;
      case REFUSED -> Way.CLOSED_PORT;
      case UNREACHABLE -> Way.NO_ANSWER;
      case CLOSED -> Way.CLOSED;
      case NO_HANDLER, OTHER -> Way.OTHER;
    };
  }
}
