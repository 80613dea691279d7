package io.wsgateway.relay;

import io.wsgateway.cluster.BusCheck;
import io.wsgateway.cluster.Node;
import io.wsgateway.cluster.Timing;
import io.wsgateway.metrics.SendFailure;
import io.wsgateway.transport.BusFailures;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The contact with one node that is in the cluster: since when it should be there, whether it is,
 * and if not, what was found out about it. Belongs to the relay's loop.
 */
final class Contact {
  /** Finding each other takes so long. */
  private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(3);

  /**
   * From then on silence means more than a slow start or a frozen process, which the cluster has
   * evicted by then.
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

  /** With a node that is in the cluster from now on. */
  Contact(Node node, long now) {
    this.node = node;
    this.sinceNanos = now;
    this.troubledNanos = now;
  }

  Node node() {
    return node;
  }

  /** For how long it has been in the cluster while this node was not paused. */
  long ageNanos(long now) {
    return now - sinceNanos;
  }

  /** For how long the two have not heard each other though this node was not paused. */
  long troubledNanos(long now) {
    return now - troubledNanos;
  }

  /** The two hear each other. */
  void fine(long now) {
    heard = true;
    troubled = false;
    troubledNanos = now;
    pauseNanos = FIRST_PAUSE_NANOS;
    nextCheckNanos = now;
    result = null;
  }

  /**
   * They do not.
   *
   * @param hears whether its beacons arrive here
   * @return whether the way is to be checked now: seldom, and less often each time
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

  /** This node was paused: what did not arrive meanwhile is not the other's fault. */
  void paused(long now) {
    sinceNanos = now;
    troubledNanos = now;
    nextCheckNanos = now;
    pauseNanos = FIRST_PAUSE_NANOS;
  }

  /** What a check found. */
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

  /** What was found out last. */
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
    // It has not said yet where its bus is, or nobody who knows it answers.
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
