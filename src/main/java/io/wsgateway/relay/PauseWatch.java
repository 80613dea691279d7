package io.wsgateway.relay;

import io.wsgateway.cluster.Timing;
import io.wsgateway.loop.Loop;
import io.wsgateway.metrics.ClusterMetrics;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Notices that this node stood still for the whole heartbeat time-out: the others may have gone on
 * without it, and its clients have missed messages. It is then out of service until it has heard a
 * majority of the nodes that it knew before, or for {@value #LONGEST_SECONDS} s at most: what it
 * published would reach nobody, and what it receives is old. Other members that are there again,
 * but whose beacon is still to come, are waited for a moment longer.
 *
 * <p>A node that knew no others missed nothing. Times are compared and not ticks counted, since a
 * clock that counts ticks stands still with the node. A relay loop that alone stood still for so
 * long is the same to clients, and to this.
 *
 * <p>State belongs to the relay's loop; the questions may be asked on any thread.
 */
public final class PauseWatch {
  private static final Logger log = LoggerFactory.getLogger(PauseWatch.class);
  private static final long TICK_MILLIS = 500;
  private static final int LONGEST_SECONDS = 30;

  /** Two beacons, for those that came back with the majority. */
  private static final long LAST_MILLIS = 2000;

  private final Loop loop;
  private final String self;
  private final ClusterMetrics metrics;
  private final Others others;
  private final long limitNanos = TimeUnit.MILLISECONDS.toNanos(Timing.evictedMillis());
  private volatile Runnable woke = () -> {};
  private boolean ended;
  private long lastSentMillis;

  // Written in this order when a pause is noticed, and read in the other: who reads that the loop
  // moves reads that it wakes, too.
  private volatile @Nullable Wakeup waking;
  private volatile long seenNanos;

  private volatile Map<String, KnownPeer> known = Map.of();
  private volatile long wokeNanos;
  private volatile boolean everWoke;

  /** The other nodes, as they are now. Asked on the loop. */
  interface Others {
    /** What is known of those that were heard, by id. */
    Map<String, KnownPeer> known();

    /** Those that are members of the cluster, by id. */
    Set<String> members();
  }

  /**
   * Watches nothing before {@link #begin}.
   *
   * @param loop the relay's
   * @param self this node's id
   */
  PauseWatch(Loop loop, String self, ClusterMetrics metrics, Others others) {
    this.loop = loop;
    this.self = self;
    this.metrics = metrics;
    this.others = others;
    this.seenNanos = loop.nanoTime();
  }

  /**
   * Who ends the clients that were here before a pause; called on the loop, before anything is
   * delivered. Any thread may set it.
   */
  public void onWake(Runnable endClients) {
    woke = endClients;
  }

  /** Begins. */
  void begin() {
    seenNanos = loop.nanoTime();
    tick();
  }

  /** This node leaves: nobody needs to be asked any more. */
  void end() {
    ended = true;
  }

  private void tick() {
    if (ended) {
      return;
    }
    loop.schedule(TICK_MILLIS, this::tick);
    // One look at the clock: a pause that falls behind it is seen by the next.
    long now = loop.nanoTime();
    look(now);
    if (waking == null) {
      known = others.known();
    }
    seenNanos = now;
  }

  /** To be called before anything that came from others is acted upon. */
  void look() {
    look(loop.nanoTime());
  }

  private void look(long nowNanos) {
    if (nowNanos - seenNanos >= limitNanos && !known.isEmpty() && !ended) {
      wakeUp(nowNanos, TimeUnit.NANOSECONDS.toMillis(nowNanos - seenNanos));
    }
  }

  private void wakeUp(long nowNanos, long pauseMillis) {
    Wakeup now = new Wakeup(self, known, lastSentMillis, loop.wallMillis());
    wokeNanos = nowNanos;
    everWoke = true;
    waking = now;
    seenNanos = nowNanos;
    metrics.paused();
    metrics.waking(true);
    log.atWarn()
        .addKeyValue("event", "node.woke")
        .addKeyValue("pausedSeconds", TimeUnit.MILLISECONDS.toSeconds(pauseMillis))
        .addKeyValue("known", now.before().size())
        .addKeyValue("needed", now.needed())
        .log(
            "this node stood still for {} s, the others give up a node after {} s: its clients"
                + " missed messages and are told to come back, and until it hears {} of {} other"
                + " nodes, or for {} s, it takes neither clients nor publications; look for a CPU"
                + " limit, a long garbage collection, a suspended machine",
            TimeUnit.MILLISECONDS.toSeconds(pauseMillis),
            Timing.evictedMillis() / 1000,
            now.needed(),
            now.before().size(),
            LONGEST_SECONDS);
    woke.run();
    // The next beacon, which the others answer, has been due since the pause began.
    goOnIn(TimeUnit.SECONDS.toMillis(LONGEST_SECONDS), now);
  }

  private void goOnIn(long millis, Wakeup from) {
    loop.schedule(
        millis,
        () -> {
          if (waking == from) {
            goOn(from);
          }
        });
  }

  /** This node has sent a beacon with that time in it. */
  void sent(long wallMillis) {
    lastSentMillis = wallMillis;
  }

  /** A member's beacon has come. */
  void heard(Beacon beacon) {
    Wakeup now = waking;
    if (now != null) {
      boolean wasOver = now.isOver();
      now.heard(beacon);
      if (now.isComplete(others.members())) {
        goOn(now);
      } else if (now.isOver() && !wasOver) {
        goOnIn(LAST_MILLIS, now);
      }
    }
  }

  private void goOn(Wakeup over) {
    waking = null;
    metrics.waking(false);
    long millis = TimeUnit.NANOSECONDS.toMillis(loop.nanoTime() - wokeNanos);
    log.atLevel(over.isOver() ? org.slf4j.event.Level.INFO : org.slf4j.event.Level.WARN)
        .addKeyValue("event", "node.recovered")
        .addKeyValue("heard", over.heard())
        .addKeyValue("known", over.before().size())
        .addKeyValue("millis", millis)
        .log(
            over.isOver()
                ? "in service again: {} of {} other nodes are heard"
                : "in service again after the longest wait, although only {} of {} other nodes are"
                    + " heard: what is published here may not reach the others",
            over.heard(),
            over.before().size());
  }

  /**
   * Whether what is published here reaches the others, as far as pauses go: false from the first
   * instant after one, when the relay's loop has not noticed it yet. Any thread.
   */
  public boolean isInService() {
    long seen = seenNanos;
    boolean moves = loop.nanoTime() - seen < limitNanos || known.isEmpty();
    return moves && waking == null;
  }

  /** Whether this node was paused less than so long ago, or is not back in service. Any thread. */
  public boolean wokeWithin(long millis) {
    return !isInService()
        || (everWoke && loop.nanoTime() - wokeNanos < TimeUnit.MILLISECONDS.toNanos(millis));
  }
}
