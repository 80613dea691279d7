package io.wsgateway.connection;

import java.util.concurrent.ThreadLocalRandom;

/**
 * Decides when a connection has reached its age. A fifth of the time is random, so that clients
 * that connected together do not all reconnect together.
 *
 * @param maxSeconds the greatest age; 0: there is none
 */
record AgeLimit(int maxSeconds) {
  static final AgeLimit NONE = new AgeLimit(0);

  private static final int JITTER = 5;

  /**
   * Returns when a connection that begins now has reached its age, in seconds of the same clock.
   */
  int reachedBy(int now) {
    return maxSeconds == 0
        ? Integer.MAX_VALUE
        : now + maxSeconds - ThreadLocalRandom.current().nextInt(maxSeconds / JITTER + 1);
  }
}
