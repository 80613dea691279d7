package io.wsgateway.app;

import io.wsgateway.connection.Spread;
import java.util.concurrent.ThreadLocalRandom;

/**
 * How the closes of a node's connections are spread in time. The pace is {@value #PER_SECOND} a
 * second, so that a node with few of them is soon empty: not every stop leaves it its whole window.
 * That many a second are also what one other node lets in by default ({@code
 * admission.connectionsPerSecond}). More connections than fit into the window at that pace are
 * closed faster.
 *
 * <p>Clients come back after delays of their own. While closing takes long enough, these need only
 * blur its steps. Where the window is too short for that, they are longer, up to {@value
 * #LONGEST_RETURN_MILLIS} ms: the nodes that take the clients over must not pay for a hurried stop.
 *
 * @param connections how many there are
 * @param first so many of them are closed at once, whatever the pace
 * @param windowMillis the longest that closing them may take
 */
record ConnectionSpread(int connections, int first, long windowMillis) {
  /** So many are closed in one go. */
  private static final int AT_ONCE = 100;

  private static final int PER_SECOND = 1000;
  private static final long FIRST_RETRY_MILLIS = 100;
  private static final long RETRY_SPREAD_MILLIS = 2000;
  private static final long LONGEST_RETURN_MILLIS = 20_000;

  /** Of a node that drains, within its window. */
  ConnectionSpread(int connections, long windowMillis) {
    this(connections, 0, windowMillis);
  }

  /** Of clients that miss messages while they stay: as a {@link Spread} of those who go singly. */
  static ConnectionSpread hurried(int connections) {
    return new ConnectionSpread(connections, Spread.AT_ONCE, Spread.MAX_MILLIS);
  }

  /** How long closing takes. */
  long durationMillis() {
    return connections <= AT_ONCE ? 0 : Math.min(windowMillis, unhurriedMillis());
  }

  /**
   * How many must be closed when so much of the duration has passed.
   *
   * @param share how many of the connections are meant: those of one event loop
   */
  int due(int share, long elapsedMillis) {
    long duration = durationMillis();
    if (elapsedMillis >= duration) {
      return share;
    }
    long atOnce = (long) share * first / connections;
    return (int) (atOnce + (share - atOnce) * Math.max(0, elapsedMillis) / duration);
  }

  /** A delay for one client to come back after, in milliseconds. */
  long retryMillis() {
    return FIRST_RETRY_MILLIS + ThreadLocalRandom.current().nextLong(retrySpreadMillis());
  }

  /** Over how long the delays are spread. */
  long retrySpreadMillis() {
    long comeBack = Math.min(LONGEST_RETURN_MILLIS, unhurriedMillis());
    return durationMillis() >= comeBack
        ? RETRY_SPREAD_MILLIS
        : Math.max(RETRY_SPREAD_MILLIS, comeBack);
  }

  private long unhurriedMillis() {
    return 1000L * connections / PER_SECOND;
  }
}
