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
 * All connections of one event loop: what they share is one list of those to flush, one clock, and
 * sums for the meters. Owned by that loop; it must be made and called there, and every transport
 * that it is given must belong to it.
 */
public final class ConnectionLoop {
  private static final Logger log = LoggerFactory.getLogger(ConnectionLoop.class);

  private static final long TICK_MILLIS = 1000;
  private static final long REFILL_MILLIS = 25;
  private static final long MEMORY_MILLIS = 100;

  /** Connections that are checked before the loop may do something else. */
  private static final int CHECKS = 1000;

  private final Loop turns;
  private final LoopClock clock;
  private final LimitsConfig limits;
  private final KeepAliveConfig keepAlive;
  private final LoopCounts counts;
  private final Unflushed unflushed;
  private final Pacer pacer;
  private final FaultLog faults;
  private final Relief relief;
  private final DirectRelief direct;
  private final Leftovers leftovers = new Leftovers();
  private final ArrayList<Connection> connections = new ArrayList<>();
  private List<Connection> throttled = new ArrayList<>();
  private boolean refillDue;
  private boolean checking;

  /**
   * For the current event loop.
   *
   * @param turns its clock and turns
   * @param budget the node's, shared with its other loops
   * @param memory what the transports of this loop take their buffers of
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

  /** Connections of that protocol will come: its meters are there from now on. */
  public void expect(ClientProtocol protocol) {
    counts.traffic(protocol);
  }

  /**
   * Opens a connection.
   *
   * @param transport makes the way to the client, which tells what it is given all that happens;
   *     {@code opened} in a later task, since the caller has no connection before this returns
   * @return the connection, still opening: what it is given waits; {@code listener.opened()}
   *     follows, or {@code listener.closed()} with 1006 if that failed
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
   * Flushes every connection that was written to since: one system call each. For the end of a
   * fan-out task; other writes are flushed at the end of the tick by themselves. When there are
   * very many, the loop reads its sockets before the rest.
   */
  public void flush() {
    unflushed.flush();
    counts.report();
  }

  /** How many connections there are, opening and closing ones included. */
  public int size() {
    return connections.size();
  }

  /** {@link #each} of the connections that there are now; the action may close them. */
  public void forEach(Consumer<Connection> action) {
    each(List.copyOf(connections), action);
  }

  /** Calls for each: one for which it fails is ended, and must not keep the others from theirs. */
  public void each(Iterable<Connection> those, Consumer<Connection> action) {
    for (Connection connection : those) {
      guarded(connection, action);
    }
  }

  void guarded(Connection connection, Consumer<Connection> action) {
    try {
      action.accept(connection);
    } catch (Throwable e) { // Netty's memory may run out, and it throws what it does not declare
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

  /** All of them now; not to be kept. */
  List<Connection> all() {
    return connections;
  }

  LimitsConfig limits() {
    return limits;
  }

  KeepAliveConfig keepAlive() {
    return keepAlive;
  }

  /** The seconds of this loop's clock. */
  int now() {
    return clock.seconds();
  }

  /** The time that buckets are filled by. */
  long nanoTime() {
    return turns.nanoTime();
  }

  /**
   * When a close or an upgrade that begins now must be over; the second that runs does not count.
   */
  int deadline() {
    return now() + keepAlive.closeSeconds() + 1;
  }

  /** So many bytes were written to it; it is flushed at the end of the tick, if not before. */
  void dirty(Connection connection, int bytes) {
    unflushed.add(connection, bytes);
  }

  /** Behind a read. */
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

  /** What waits has changed: its weight, and what it takes on the heap. */
  void queued(long bytes, long heapBytes) {
    counts.queued(bytes);
    relief.changed(bytes, heapBytes);
    unflushed.flushLater();
  }

  /** What is kept of clients' messages that are not whole has changed. */
  void kept(long bytes) {
    relief.changed(bytes, bytes);
  }

  /** Behind each change that may be one too many, when no queue is being changed. */
  void checkBudget() {
    relief.check();
  }

  /** A connection keeps direct memory for longer than a task. */
  void stalled() {
    direct.stalled();
  }

  long budgetBytes() {
    return relief.maxBytes();
  }

  LoopCounts counts() {
    return counts;
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

  /** Nothing is read from it; it is asked again and again whether to go on. */
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
          // First, so that nothing ends it.
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
