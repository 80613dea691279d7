package io.wsgateway.app;

import java.util.concurrent.ThreadLocalRandom;

/**
 * How the connections of a node that drains are spread in time: over the whole window when they are
 * many, so that the nodes that take them over see no stampede, and at once when they are few.
 *
 * @param connections how many there are
 * @param windowMillis the longest that closing them may take
 */
record ConnectionSpread(int connections, long windowMillis) {
  /** So many a second need no spreading: any node takes them in passing. */
  private static final int PER_SECOND = 200;

  private static final long FIRST_RETRY_MILLIS = 100;
  private static final long RETRY_SPREAD_MILLIS = 2000;

  /** How long closing takes. */
  long durationMillis() {
    return connections <= PER_SECOND / 2
        ? 0
        : Math.min(windowMillis, 1000L * connections / PER_SECOND);
  }

  /** How many must be closed when so much of the duration has passed. */
  int due(long elapsedMillis) {
    long duration = durationMillis();
    return elapsedMillis >= duration
        ? connections
        : (int) ((long) connections * Math.max(0, elapsedMillis) / duration);
  }

  /** A delay for one client to come back after, in milliseconds. */
  static long retryMillis() {
    return FIRST_RETRY_MILLIS + ThreadLocalRandom.current().nextLong(RETRY_SPREAD_MILLIS);
  }
}
