package io.wsgateway.cluster;

import java.util.concurrent.TimeUnit;

/**
 * How members notice that one of them is gone. The same on all gateways, and on backends that want
 * to be noticed as fast.
 */
public final class Timing {
  /** How often members send a heartbeat. */
  static final int HEARTBEAT_SECONDS = 2;

  /** Shortens {@link #SILENT_SECONDS} in tests, whose every freeze would take as long. */
  private static final String TEST_PROPERTY = "ws-gateway.test.silentSeconds";

  /**
   * A member is evicted when it sent no heartbeat for so long; a closed connection shows at once.
   */
  static final int SILENT_SECONDS = Integer.getInteger(TEST_PROPERTY, 15);

  /** The value of {@link MemberSettings#TIMING_ATTRIBUTE}. */
  static final String TEXT = HEARTBEAT_SECONDS + "/" + SILENT_SECONDS;

  private Timing() {}

  /** After a pause of so long a node may have been evicted, and its clients missed messages. */
  public static long evictedMillis() {
    return TimeUnit.SECONDS.toMillis(SILENT_SECONDS);
  }
}
