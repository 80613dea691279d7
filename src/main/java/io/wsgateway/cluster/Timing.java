package io.wsgateway.cluster;

import java.util.concurrent.TimeUnit;

/**
 * The timing by which members detect that another one failed. It is the same on all gateways, and
 * on backends whose failure is to be detected as fast.
 */
public final class Timing {
  /** How often members send a heartbeat. */
  static final int HEARTBEAT_SECONDS = 2;

  /** Shortens {@link #SILENT_SECONDS} in tests, where every freeze takes that long. */
  private static final String TEST_PROPERTY = "ws-gateway.test.silentSeconds";

  /**
   * A member is evicted after so long without a heartbeat; a closed connection is detected at once.
   */
  static final int SILENT_SECONDS = Integer.getInteger(TEST_PROPERTY, 15);

  /** The value of {@link MemberSettings#TIMING_ATTRIBUTE}. */
  static final String TEXT = HEARTBEAT_SECONDS + "/" + SILENT_SECONDS;

  private Timing() {}

  /** The pause after which a node may have been evicted and its clients have missed messages. */
  public static long evictedMillis() {
    return TimeUnit.SECONDS.toMillis(SILENT_SECONDS);
  }

  /**
   * The shortest pause after which others may have evicted this node: its last heartbeat is as old
   * as one interval when the pause begins.
   */
  public static long perhapsEvictedMillis() {
    return TimeUnit.SECONDS.toMillis(SILENT_SECONDS - HEARTBEAT_SECONDS);
  }
}
