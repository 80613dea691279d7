package io.wsgateway.app;

import io.wsgateway.connection.Spread;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Spreads the closing of a node's connections over time. The pace is {@value #PER_SECOND} per
 * second, so a node with few connections is done soon: not every stop allows the whole window. That
 * rate is also what one other node accepts by default ({@code admission.connectionsPerSecond}).
 * More connections than fit into the window at that pace are closed faster.
 *
 * <p>Each client receives its own delay before it reconnects. If closing takes long enough, the
 * delays only smooth the steps. If the window is too short for that, they are longer, up to {@value
 * #LONGEST_RETURN_MILLIS} ms, so that a hurried stop does not overload the nodes that accept the
 * clients.
 *
 * @param connections how many there are
 * @param first so many of them are closed at once, regardless of the pace
 * @param windowMillis the longest that closing them may take
 */
record ConnectionSpread(int connections, int first, long windowMillis) {
  /** How many are closed at a time. */
  private static final int AT_ONCE = 100;

  private static final int PER_SECOND = 1000;
  private static final long FIRST_RETRY_MILLIS = 100;
  private static final long RETRY_SPREAD_MILLIS = 2000;
  private static final long LONGEST_RETURN_MILLIS = 20_000;

  /** The spread of a node that drains within its window. */
  ConnectionSpread(int connections, long windowMillis) {
    this(connections, 0, windowMillis);
  }

  /**
   * The spread for clients that miss messages while they stay connected: as fast as a {@link
   * Spread} of single closes.
   */
  static ConnectionSpread hurried(int connections) {
    return new ConnectionSpread(connections, Spread.AT_ONCE, Spread.MAX_MILLIS);
  }

  /** How long closing takes. */
  long durationMillis() {
    return connections <= AT_ONCE ? 0 : Math.min(windowMillis, unhurriedMillis());
  }

  /**
   * How many must be closed after so many milliseconds.
   *
   * @param share how many of the connections are considered: those of one event loop
   */
  int due(int share, long elapsedMillis) {
    long duration = durationMillis();
    if (elapsedMillis >= duration) {
      return share;
    }
    long atOnce = (long) share * first / connections;
    return (int) (atOnce + (share - atOnce) * Math.max(0, elapsedMillis) / duration);
  }

  /** A random delay after which one client reconnects, in milliseconds. */
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
