package io.wsgateway.auth;

import java.util.Comparator;

/**
 * The latest decision about a user: blocked until an end, or unblocked again. Nodes exchange these
 * and keep the greatest of each user, so that the order in which they arrive does not matter.
 *
 * @param user the user's id
 * @param version orders the decisions about a user; roughly the wall clock in epoch milliseconds
 * @param blocked false if the user was unblocked; it is kept so that an older block that another
 *     node still has does not count
 * @param tag a random number that tells apart decisions of the same version
 * @param endNanos when it is forgotten, by this node's monotonic clock
 */
public record Block(String user, long version, boolean blocked, long tag, long endNanos) {
  /** Of two decisions at the same time, the block counts. */
  private static final Comparator<Block> ORDER =
      Comparator.comparingLong(Block::version)
          .thenComparing(Block::blocked)
          .thenComparingLong(Block::tag);

  /** Compares with another decision about the same user; 0: it is the same one. */
  int against(Block other) {
    return ORDER.compare(this, other);
  }

  /** How long it still counts, in nanoseconds; not positive when it has ended. */
  public long remaining(long nowNanos) {
    return endNanos - nowNanos;
  }
}
