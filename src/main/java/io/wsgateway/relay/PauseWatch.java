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
 * Detects that this node was paused for the whole heartbeat time-out: the others may have evicted
 * it, and its clients have missed messages. The node is then out of service until it has received
 * beacons from a majority of the nodes that it knew before, or for {@value #LONGEST_SECONDS} s at
 * most: what it published would not reach the others, and what it receives is old. It waits a
 * moment longer for members that are back but whose beacon has not arrived yet.
 *
 * <p>A node that knew no others missed nothing. The watch compares times and does not count ticks,
 * because a tick counter stops together with the node. A pause of the relay's loop alone counts as
 * well, since it is the same to clients.
 *
 * <p>State belongs to the relay's loop; the questions may be asked on any thread.
 */
public final class PauseWatch {
  private static final Logger log = LoggerFactory.getLogger(PauseWatch.class);
  private static final long TICK_MILLIS = 500;
  private static final int LONGEST_SECONDS = 30;

  /** Time for two beacons, for the members that are back together with the majority. */
  private static final long LAST_MILLIS = 2000;

  private final Loop loop;
  private final String self;
  private final ClusterMetrics metrics;
  private final Others others;
  private final long limitNanos = TimeUnit.MILLISECONDS.toNanos(Timing.evictedMillis());
  private final long perhapsNanos = TimeUnit.MILLISECONDS.toNanos(Timing.perhapsEvictedMillis());
  private volatile Runnable woke = () -> {};
  private boolean ended;
  private long lastSentMillis;

  // Written in this order when a pause is detected, and read in the reverse order: a thread that
  // sees that the loop runs also sees that the node is waking up.
  private volatile @Nullable Wakeup waking;
  private volatile long seenNanos;

  private volatile Map<String, KnownPeer> known = Map.of();
  private volatile long wokeNanos;
  private volatile boolean everWoke;
  private volatile @Nullable Long perhapsEvicted;

  /** The other nodes, as they are now. Asked on the loop. */
  interface Others {
    /** What is known about the nodes whose beacons arrived, by id. */
    Map<String, KnownPeer> known();

    /** The members of the cluster, by id. */
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
   * Sets what closes the clients that were connected before a pause; called on the loop, before
   * anything is delivered. Any thread may set it.
   */
  public void onWake(Runnable endClients) {
    woke = endClients;
  }

  /** Begins. */
  void begin() {
    seenNanos = loop.nanoTime();
    tick();
  }

  /** Ends the watch, because this node leaves. */
  void end() {
    ended = true;
  }

  private void tick() {
    if (ended) {
      return;
    }
    loop.schedule(TICK_MILLIS, this::tick);
    // Read the clock once: a pause after that is detected by the next tick.
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
    long pause = nowNanos - seenNanos;
    if (pause >= perhapsNanos && !known.isEmpty()) {
      perhapsEvicted = nowNanos;
    }
    if (pause >= limitNanos && !known.isEmpty() && !ended) {
      wakeUp(nowNanos, TimeUnit.NANOSECONDS.toMillis(pause));
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
            "this node was paused for {} s, and the others remove a node after {} s: its clients"
                + " missed messages and are closed so that they reconnect; until heartbeats"
                + " arrive from {} of {} other nodes, or for {} s, it accepts neither clients"
                + " nor publications; look for a CPU limit, a long garbage collection or a"
                + " suspended machine",
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

  /** Notes that this node has sent a beacon with that time in it. */
  void sent(long wallMillis) {
    lastSentMillis = wallMillis;
  }

  /** Takes a member's beacon. */
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
                ? "in service again: heartbeats arrive from {} of {} other nodes"
                : "in service again after the longest wait, although heartbeats arrive from only {}"
                    + " of {} other nodes: what is published here may not reach the others",
            over.heard(),
            over.before().size());
  }

  /**
   * Whether this node is in service as far as pauses go: false from the first instant after a
   * pause, even before the relay's loop has detected it. Any thread.
   */
  public boolean isInService() {
    long seen = seenNanos;
    boolean moves = loop.nanoTime() - seen < limitNanos || known.isEmpty();
    return moves && waking == null;
  }

  /**
   * Whether this node was paused within the last so many milliseconds, or is not back in service.
   * Any thread.
   */
  public boolean wokeWithin(long millis) {
    return !isInService()
        || (everWoke && loop.nanoTime() - wokeNanos < TimeUnit.MILLISECONDS.toNanos(millis));
  }

  /**
   * Whether the others may have evicted this node within the last so many milliseconds, also after
   * a pause that is a little too short for {@link #wokeWithin}: what this node believes of them may
   * be wrong. Any thread.
   */
  public boolean perhapsEvictedWithin(long millis) {
    // In this order: the loop writes the moment first, so that a reader between sees one of them.
    long seen = seenNanos;
    Long last = perhapsEvicted;
    long now = loop.nanoTime();
    return (now - seen >= perhapsNanos && !known.isEmpty())
        || (last != null && now - last < TimeUnit.MILLISECONDS.toNanos(millis));
  }
}
