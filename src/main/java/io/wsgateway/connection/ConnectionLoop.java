package io.wsgateway.connection;

import io.wsgateway.channel.FaultLog;
import io.wsgateway.config.KeepAliveConfig;
import io.wsgateway.config.LimitsConfig;
import io.wsgateway.loop.Loop;
import io.wsgateway.loop.Slice;
import io.wsgateway.metrics.ConnectionMetrics;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Manages the connections of one event loop, which share a list of those to flush, a clock, and
 * sums for the metrics. Create and call it on that loop; every transport must belong to the same
 * loop.
 */
public final class ConnectionLoop {
  private static final Logger log = LoggerFactory.getLogger(ConnectionLoop.class);

  private static final long TICK_MILLIS = 1000;
  private static final long REFILL_MILLIS = 25;
  private static final long MEMORY_MILLIS = 100;

  /** How many connections are checked before yielding to the event loop. */
  private static final int CHECKS = 1000;

  private final Loop turns;
  private final LoopClock clock;
  private LimitsConfig limits;
  private final KeepAliveConfig keepAlive;
  private final LoopCounts counts;
  private final Unflushed unflushed;
  private final Pacer pacer;
  private final FaultLog faults;
  private final Relief relief;
  private final DirectRelief direct;
  private final Leftovers leftovers = new Leftovers();
  private AgeLimit ages = AgeLimit.NONE;
  private final ArrayList<Connection> connections = new ArrayList<>();
  private List<Connection> throttled = new ArrayList<>();
  private boolean refillDue;
  private boolean checking;

  /**
   * Makes one for the current event loop.
   *
   * @param turns the event loop's clock and tasks
   * @param budget the node's budget, shared with its other loops
   * @param memory the memory from which the transports of this loop take their buffers
   */
  public ConnectionLoop(
      Loop turns,
      LimitsConfig limits,
      KeepAliveConfig keepAlive,
      ConnectionMetrics metrics,
      NodeBudget budget,
      DirectMemory memory) {
    this.turns = turns;
    this.clock = new LoopClock(turns::nanoTime);
    this.limits = limits;
    this.keepAlive = keepAlive;
    this.counts = new LoopCounts(metrics);
    this.unflushed = new Unflushed(this, turns);
    this.faults =
        new FaultLog(
            metrics::fault,
            () -> log.atError().addKeyValue("event", "connection.failed"),
            "a connection failed; it is ended");
    this.relief = new Relief(this, turns, budget);
    this.direct = new DirectRelief(this, turns, memory);
    this.pacer = new Pacer(this, turns);
    tickLater();
    lookAtMemoryLater();
  }

  /** Closes connections that are opened from now on when they reach an age; 0: never. */
  public void limitAge(int maxSeconds) {
    ages = new AgeLimit(maxSeconds);
  }

  /** Registers the metrics of a protocol before its first connection. */
  public void expect(ClientProtocol protocol) {
    counts.traffic(protocol);
  }

  /**
   * Opens a connection.
   *
   * @param transport makes the transport, which reports its events to the listener that it
   *     receives; {@code opened} in a later task, because the caller has no connection before this
   *     returns
   * @return the connection, still opening: what is sent is queued; {@code listener.opened()}
   *     follows, or {@code listener.closed()} with 1006 if opening failed
   */
  public Connection open(
      ConnectionListener listener, ClientProtocol protocol, Consumer<TransportListener> transport) {
    Connection connection = new Connection(this, listener, counts.traffic(protocol));
    connection.life().index = connections.size();
    connections.add(connection);
    try {
      transport.accept(connection.life());
    } catch (Throwable e) {
      connection.fail();
      throw e;
    }
    return connection;
  }

  /**
   * Flushes every connection with unflushed writes, with one system call each. Call it at the end
   * of a fan-out task; other writes are flushed automatically at the end of the tick. If there are
   * very many, it yields to the event loop in between.
   */
  public void flush() {
    unflushed.flush();
    counts.report();
  }

  /** The number of connections, including opening and closing ones. */
  public int size() {
    return connections.size();
  }

  /**
   * Runs the action for each current connection as {@link #each} does; the action may close them.
   */
  public void forEach(Consumer<Connection> action) {
    each(List.copyOf(connections), action);
  }

  /**
   * Runs the action for each connection. If it fails for one, that connection is ended and the
   * others are not affected.
   */
  public void each(Iterable<Connection> those, Consumer<Connection> action) {
    for (Connection connection : those) {
      guarded(connection, action);
    }
  }

  void guarded(Connection connection, Consumer<Connection> action) {
    try {
      action.accept(connection);
    } catch (Throwable e) { // Netty's memory may run out, and Netty throws undeclared exceptions
      faults.add(e);
      end(connection);
    }
  }

  private void end(Connection connection) {
    try {
      connection.fail();
    } catch (Throwable e) {
      faults.add(e);
    }
  }

  /** The current connections; do not keep the list. */
  List<Connection> all() {
    return connections;
  }

  /** The limits of new connections. */
  public LimitsConfig limits() {
    return limits;
  }

  /**
   * Sets other limits. Connections keep those that they were opened with, except that of the
   * outbound queue, which each takes when it next falls behind.
   */
  public void limit(LimitsConfig newLimits) {
    limits = newLimits;
  }

  /** How far pings of an idle connection are apart at most, in seconds. */
  public int pingSeconds() {
    return keepAlive.pingSeconds();
  }

  KeepAliveConfig keepAlive() {
    return keepAlive;
  }

  /** The time of this loop's clock in seconds. */
  int now() {
    return clock.seconds();
  }

  /** The time by which token buckets are filled, in nanoseconds. */
  long nanoTime() {
    return turns.nanoTime();
  }

  /**
   * The deadline of a close or an upgrade that begins now, in seconds of the clock; the current
   * second does not count.
   */
  int deadline() {
    return now() + keepAlive.closeSeconds() + 1;
  }

  /**
   * Notes a write of so many bytes; the connection is flushed at the end of the tick, if not
   * before.
   */
  void dirty(Connection connection, int bytes) {
    unflushed.add(connection, bytes);
  }

  /** Runs after each read. */
  void read() {
    if (unflushed.isTooMuch()) {
      flush();
    }
  }

  void remove(Connection connection) {
    Connection last = connections.remove(connections.size() - 1);
    if (last != connection) {
      connections.set(connection.life().index, last);
      last.life().index = connection.life().index;
    }
  }

  /** Notes changes of the queued data: accounted size, and bytes on the heap. */
  void queued(long bytes, long heapBytes) {
    counts.queued(bytes);
    relief.changed(bytes, heapBytes);
    unflushed.flushLater();
  }

  /** Notes a change of the bytes kept of clients' incomplete messages. */
  void kept(long bytes) {
    relief.changed(bytes, bytes);
  }

  /**
   * Checks the budget; call it after each change that may exceed it, when no queue is being
   * changed.
   */
  void checkBudget() {
    relief.check();
  }

  /** Notes that a connection keeps direct memory for longer than a task. */
  void stalled() {
    direct.stalled();
  }

  long budgetBytes() {
    return relief.maxBytes();
  }

  LoopCounts counts() {
    return counts;
  }

  AgeLimit ages() {
    return ages;
  }

  Pacer pacer() {
    return pacer;
  }

  Leftovers leftovers() {
    return leftovers;
  }

  FaultLog faults() {
    return faults;
  }

  /** Adds a connection whose reading is paused; it is checked regularly until it resumes. */
  void paused(Connection connection) {
    throttled.add(connection);
    refillLater();
  }

  private void refillLater() {
    if (!refillDue) {
      refillDue = true;
      turns.schedule(REFILL_MILLIS, this::refill);
    }
  }

  private void refill() {
    refillDue = false;
    List<Connection> waiting = throttled;
    throttled = new ArrayList<>();
    long now = turns.nanoTime();
    each(
        waiting,
        connection -> {
          if (!connection.refill(now)) {
            throttled.add(connection);
          }
        });
    if (!throttled.isEmpty()) {
      refillLater();
    }
  }

  /** Not a periodic timer, which would catch up after a pause. */
  private void tickLater() {
    turns.schedule(TICK_MILLIS, this::tick);
  }

  private void lookAtMemoryLater() {
    turns.schedule(
        MEMORY_MILLIS,
        () -> {
          // Schedule first: a failure below must not end the checks.
          lookAtMemoryLater();
          direct.check();
          relief.look();
        });
  }

  private void tick() {
    tickLater();
    clock.tick();
    counts.report();
    if (!checking) {
      List<Connection> all = List.copyOf(connections);
      checking = true;
      check(all, 0);
    }
  }

  private void check(List<Connection> all, int from) {
    Slice slice = new Slice(turns, CHECKS);
    int next = from;
    while (next < all.size() && slice.next()) {
      guarded(all.get(next++), one -> one.tick(now()));
    }
    if (next < all.size()) {
      int to = next;
      turns.yield(() -> check(all, to));
    } else {
      checking = false;
    }
  }
}
