package io.wsgateway.auth;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The blocked users of the cluster; every node holds all of them, in memory.
 *
 * <p>The set is a map of the greatest decision about each user ({@link Block}): taking one is
 * idempotent and commutative, so nodes that were paused or separated converge when they exchange
 * what they have. Ends are kept by the monotonic clock and exchanged as the time that is left, so
 * that nodes whose wall clocks differ agree. Of two ends of the same decision the earlier one
 * counts: what arrives late must not prolong it.
 *
 * <p>The set is bounded. When it is full, another user cannot be blocked here; no block is dropped
 * before its end. Twice as many are taken from other nodes, because the parts of a cluster that was
 * separated may each have filled theirs.
 *
 * <p>Any thread may ask; changes belong to one loop.
 */
public final class BlockedUsers {
  /** The longest block, in seconds: 30 days. */
  public static final int MAX_SECONDS = 30 * 24 * 60 * 60;

  /** How much longer an unblocking is remembered than the block, whose end may vary by node. */
  private static final long MARGIN_NANOS = TimeUnit.MINUTES.toNanos(1);

  private final int most;
  private final LongSupplier nanoTime;
  private final LongSupplier wallMillis;
  private final Map<String, Held> held = new ConcurrentHashMap<>();

  /** The same by the number of the change. */
  private final TreeMap<Long, Held> order = new TreeMap<>();

  private long version;
  private volatile long changes;
  private volatile int count;

  /** A decision, and the number of the change that brought it. */
  private record Held(Block block, long number) {}

  /** What became of a decision of another node. */
  public enum Taken {
    /** It is new here. */
    NEW,
    /** It, or a later one, was known; or it has ended. */
    KNOWN,
    /** There is no room for it. */
    FULL
  }

  /**
   * Makes an empty set.
   *
   * @param most how many users may be blocked ({@code limits.blockedUsers})
   * @param nanoTime a monotonic clock
   * @param wallMillis the wall clock, in epoch milliseconds
   */
  public BlockedUsers(int most, LongSupplier nanoTime, LongSupplier wallMillis) {
    this.most = most;
    this.nanoTime = nanoTime;
    this.wallMillis = wallMillis;
  }

  /** Whether a user is blocked now; the anonymous user never is. Any thread. */
  public boolean isBlocked(String user) {
    if (user.isEmpty() || held.isEmpty()) {
      return false;
    }
    Block block = find(user);
    return block != null && block.blocked() && block.remaining(nanoTime.getAsLong()) > 0;
  }

  private @Nullable Block find(String user) {
    Held found = held.get(user);
    return found == null ? null : found.block();
  }

  /** How many users are blocked, as of the last change or {@link #forgetEnded}. Any thread. */
  public int count() {
    return count;
  }

  /** How many may be. */
  public int most() {
    return most;
  }

  /** The number of the last change of this node's set, which only rises. Any thread. */
  public long changes() {
    return changes;
  }

  /**
   * Blocks a user from now on, whether or not it is blocked already.
   *
   * @param seconds for how long, 1 to {@link #MAX_SECONDS}
   * @return the decision, for the other nodes; null if the set is full, and nothing has changed
   */
  public @Nullable Block block(String user, int seconds) {
    if (!hasRoomFor(user)) {
      forgetEnded();
      forgetAnUnblocking();
      if (!hasRoomFor(user)) {
        return null;
      }
    }
    return decide(user, true, nanoTime.getAsLong() + TimeUnit.SECONDS.toNanos(seconds));
  }

  private boolean hasRoomFor(String user) {
    Block before = find(user);
    return before == null ? count < most && !isFull() : before.blocked() || count < most;
  }

  /** Unblocks a user; returns the decision, for the other nodes, or null if it is not known. */
  public @Nullable Block unblock(String user) {
    Block before = find(user);
    return before == null || !before.blocked()
        ? before
        : decide(user, false, before.endNanos() + MARGIN_NANOS);
  }

  private Block decide(String user, boolean blocked, long endNanos) {
    version = Math.max(version + 1, wallMillis.getAsLong());
    Block made =
        new Block(user, version, blocked, ThreadLocalRandom.current().nextLong(), endNanos);
    put(made);
    return made;
  }

  /** Takes a decision of another node. */
  public Taken take(Block block) {
    version = Math.max(version, block.version());
    Block before = find(block.user());
    if (before == null && block.remaining(nanoTime.getAsLong()) <= 0) {
      return Taken.KNOWN;
    }
    if (before == null && isFull()) {
      if (!block.blocked()) {
        return Taken.KNOWN;
      }
      forgetAnUnblocking();
      if (isFull()) {
        return Taken.FULL;
      }
    }
    int order = before == null ? 1 : block.against(before);
    if (order > 0) {
      put(block);
      return Taken.NEW;
    }
    if (order == 0 && before != null && block.endNanos() - before.endNanos() < 0) {
      shorten(block);
    }
    return Taken.KNOWN;
  }

  /**
   * Makes room in a full set by the oldest unblocking, which only matters to a node that still has
   * the block.
   */
  private void forgetAnUnblocking() {
    if (!isFull() || held.size() == count) {
      return;
    }
    for (Held one : order.values()) {
      if (!one.block().blocked()) {
        forget(one);
        return;
      }
    }
  }

  private void forget(Held one) {
    held.remove(one.block().user());
    order.remove(one.number());
    int left = count - weight(one.block());
    count = left;
  }

  private boolean isFull() {
    return held.size() >= 2L * most;
  }

  private void put(Block block) {
    long number = changes + 1;
    Held made = new Held(block, number);
    Held before = held.put(block.user(), made);
    order.put(number, made);
    if (before != null) {
      order.remove(before.number());
    }
    int now = count + weight(block) - (before == null ? 0 : weight(before.block()));
    count = now;
    // Last: a reader of this number finds the block.
    changes = number;
  }

  private static int weight(Block block) {
    return block.blocked() ? 1 : 0;
  }

  /** Replaces a decision by the same one with another end. */
  private void shorten(Block block) {
    held.computeIfPresent(
        block.user(),
        (user, before) -> {
          Held made = new Held(block, before.number());
          order.put(made.number(), made);
          return made;
        });
  }

  /** Forgets what has ended; call it every second or so. */
  public void forgetEnded() {
    long now = nanoTime.getAsLong();
    held.values().stream()
        .filter(one -> one.block().remaining(now) <= 0)
        .toList()
        .forEach(this::forget);
  }

  /**
   * A part of the set, in the order of change.
   *
   * @param blocks decisions that count now
   * @param upTo the number of the last change in it: the next part begins after it
   * @param more whether there is another part
   */
  public record Part(List<Block> blocks, long upTo, boolean more) {}

  /** Returns what has changed after a number of {@link #changes}, at most so many. */
  public Part since(long change, int atMost) {
    long now = nanoTime.getAsLong();
    List<Block> part = new ArrayList<>();
    long upTo = change;
    for (Held one : order.tailMap(change, false).values()) {
      if (part.size() == atMost) {
        return new Part(part, upTo, true);
      }
      if (one.block().remaining(now) > 0) {
        part.add(one.block());
      }
      upTo = one.number();
    }
    return new Part(part, changes, false);
  }
}
