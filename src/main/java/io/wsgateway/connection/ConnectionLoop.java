package io.wsgateway.connection;

import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.wsgateway.channel.FaultLog;
import io.wsgateway.channel.SlowConsumer;
import io.wsgateway.config.KeepAliveConfig;
import io.wsgateway.config.LimitsConfig;
import io.wsgateway.metrics.ConnectionMetrics;
import io.wsgateway.metrics.Protocol;
import io.wsgateway.transport.DirectMemory;
import io.wsgateway.transport.LoopYield;
import io.wsgateway.transport.PipeUpgrade;
import io.wsgateway.transport.ServerSettings;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * All connections of one event loop: what they share is one list of sockets to flush, one clock,
 * and sums for the meters. Owned by that loop; it must be made and called there, and every request
 * that it upgrades must belong to it.
 */
public final class ConnectionLoop {
  private static final Logger log = LoggerFactory.getLogger(ConnectionLoop.class);

  /** Labels of dropped messages that no slow-consumer policy dropped. */
  private static final String INTERVAL = "interval";

  private static final String CLOSED = "closed";

  /** Also of connections that were closed because the node holds too much. */
  private static final String NODE_BUDGET = "nodeBudget";

  private static final String RECEIVED = "received";
  private static final long TICK_MILLIS = 1000;
  private static final long REFILL_MILLIS = 25;
  private static final long MEMORY_MILLIS = 100;

  /** Connections that are checked before the loop may do something else. */
  private static final int CHECKS = 1000;

  /** Sockets that are flushed before the loop may do something else, as in a fan-out. */
  private static final int FLUSHES = 2000;

  /** What may be written before it is flushed without waiting for the end of the tick. */
  private static final long UNFLUSHED_BYTES = 4 << 20;

  private final Context context;
  private final Executor rest;
  private final LoopClock clock = new LoopClock(System::nanoTime);
  private final LimitsConfig limits;
  private final KeepAliveConfig keepAlive;
  private final ConnectionMetrics metrics;
  private final Upgrade upgrade;
  private final Pacer pacer;
  private final FaultLog faults;
  private final Relief relief;
  private final DirectRelief direct;
  private final Leftovers leftovers = new Leftovers();
  private final Map<Protocol, Traffic> traffic = new EnumMap<>(Protocol.class);
  private final ArrayList<Connection> connections = new ArrayList<>();
  private final ArrayDeque<Connection> dirty = new ArrayDeque<>();
  private List<Connection> throttled = new ArrayList<>();
  private boolean flushDue;
  private boolean flushing;
  private long unflushed;
  private boolean refillDue;
  private boolean checking;
  private long queued;

  /** How a request becomes a WebSocket. */
  interface Upgrade {
    /** Answers with 101, and tells the connection all that happens from then on. */
    void upgrade(HttpServerRequest request, Connection connection, LimitsConfig limits);
  }

  /**
   * For the event loop of {@code context}, which must be the current one.
   *
   * @param budget the node's, shared with its other loops
   */
  public ConnectionLoop(
      Context context,
      LimitsConfig limits,
      KeepAliveConfig keepAlive,
      ConnectionMetrics metrics,
      NodeBudget budget) {
    this(context, limits, keepAlive, metrics, budget, PipeUpgrade::upgrade);
  }

  ConnectionLoop(
      Context context,
      LimitsConfig limits,
      KeepAliveConfig keepAlive,
      ConnectionMetrics metrics,
      NodeBudget budget,
      Upgrade upgrade) {
    this.context = context;
    this.rest = LoopYield.on(context);
    this.limits = limits;
    this.keepAlive = keepAlive;
    this.metrics = metrics;
    this.upgrade = upgrade;
    this.faults =
        new FaultLog(
            metrics::fault,
            () -> log.atError().addKeyValue("event", "connection.failed"),
            "a connection failed; it is ended");
    this.relief = new Relief(this, context, rest, budget);
    this.direct = new DirectRelief(this, rest, new DirectMemory());
    this.pacer = new Pacer(this, context, rest, System::nanoTime);
    List<String> policies = Arrays.stream(SlowConsumer.values()).map(p -> label(p)).toList();
    metrics.declare(
        CloseCode.labels(),
        Stream.concat(policies.stream(), Stream.of(NODE_BUDGET)).toList(),
        Stream.concat(policies.stream(), Stream.of(INTERVAL, CLOSED, RECEIVED, NODE_BUDGET))
            .toList(),
        IntakeLimit.LABELS);
    for (Protocol protocol : Protocol.values()) {
      traffic.put(protocol, new Traffic(protocol));
    }
    tickLater();
    lookAtMemoryLater();
  }

  /**
   * Sets what this package needs of the server: no compression, room for frames, every subprotocol
   * (the request names the one that is selected), one thread per connection.
   */
  public static void configure(
      HttpServerOptions options, LimitsConfig limits, KeepAliveConfig keepAlive) {
    ServerSettings.apply(options, limits, keepAlive);
  }

  /** {@link #upgrade(HttpServerRequest, ConnectionListener, Protocol)} of a raw endpoint. */
  public Connection upgrade(HttpServerRequest request, ConnectionListener listener) {
    return upgrade(request, listener, Protocol.RAW);
  }

  /**
   * Upgrades a request now: in the tick in which it came, before any of its body is read. It must
   * have none. If it names subprotocols, the first is selected.
   *
   * @return the connection, still opening: what it is given waits; {@code listener.opened()}
   *     follows, or {@code listener.closed()} with 1006 if the upgrade failed
   */
  public Connection upgrade(
      HttpServerRequest request, ConnectionListener listener, Protocol protocol) {
    Connection connection =
        new Connection(this, listener, request.remoteAddress(), trafficOf(protocol));
    connection.index = connections.size();
    connections.add(connection);
    try {
      upgrade.upgrade(request, connection, limits);
    } catch (Throwable e) {
      connection.fail();
      throw e;
    }
    return connection;
  }

  /**
   * Flushes every socket that was written to since: one system call each. For the end of a fan-out
   * task; other writes are flushed at the end of the tick by themselves. When there are very many,
   * the loop reads its sockets before the rest.
   */
  public void flush() {
    Slice slice = new Slice(FLUSHES);
    while (!dirty.isEmpty() && slice.next()) {
      Connection next = dirty.remove();
      next.dirty = false;
      unflushed -= next.unflushedBytes;
      next.unflushedBytes = 0;
      guarded(next, Connection::flush);
    }
    if (!dirty.isEmpty() && !flushing) {
      flushing = true;
      rest.execute(
          () -> {
            flushing = false;
            flush();
          });
    }
    report();
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

  private void guarded(Connection connection, Consumer<Connection> action) {
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

  Vertx vertx() {
    return context.owner();
  }

  /** The seconds of this loop's clock. */
  int now() {
    return clock.seconds();
  }

  /**
   * When a close or an upgrade that begins now must be over; the second that runs does not count.
   */
  int deadline() {
    return now() + keepAlive.closeSeconds() + 1;
  }

  void dirty(Connection connection, int bytes) {
    connection.unflushedBytes += bytes;
    unflushed += bytes;
    if (!connection.dirty) {
      connection.dirty = true;
      dirty.add(connection);
      flushLater();
    }
  }

  /**
   * Behind a read: in one tick thousands of sockets are read, and the answers to all would not fit
   * in direct memory.
   */
  void read() {
    if (unflushed > UNFLUSHED_BYTES) {
      flush();
    }
  }

  void opened(Protocol protocol) {
    metrics.opened(protocol);
  }

  void closed(Protocol protocol, CloseEvent event) {
    metrics.closed(protocol, CloseCode.label(event.code(), event.byPeer()));
  }

  void remove(Connection connection) {
    Connection last = connections.remove(connections.size() - 1);
    if (last != connection) {
      connections.set(connection.index, last);
      last.index = connection.index;
    }
  }

  /** What waits has changed: its weight, and what it takes on the heap. */
  void queued(long bytes, long heapBytes) {
    queued += bytes;
    relief.changed(bytes, heapBytes);
    flushLater();
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

  /** Dropped because the node holds too much. */
  void droppedForTheNode(int messages) {
    if (messages > 0) {
      metrics.dropped(NODE_BUDGET, messages);
    }
  }

  /** Closed because the node holds too much. */
  void slowForTheNode() {
    metrics.slow(NODE_BUDGET);
  }

  void dropped(SlowConsumer policy, int messages) {
    metrics.dropped(label(policy), messages);
  }

  /** Held back for an interval until a newer one came: meant so, and no sign of a slow client. */
  void heldBack(int messages) {
    metrics.dropped(INTERVAL, messages);
  }

  /** It waited for a client that closed, broke a rule, fell silent or went. */
  void leftBehind(int messages) {
    metrics.dropped(CLOSED, messages);
  }

  /** It came from a client whose connection ended before its turn. */
  void unhandled() {
    metrics.dropped(RECEIVED, 1);
  }

  void slow(SlowConsumer policy) {
    metrics.slow(label(policy));
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

  /** A client is slowed down; {@code what}: the limit, or what holds it. */
  void rateLimited(String what) {
    metrics.rateLimited(what);
  }

  /** Nothing is read from it; it is asked again and again whether to go on. */
  void paused(Connection connection) {
    throttled.add(connection);
    refillLater();
  }

  private void flushLater() {
    if (!flushDue) {
      flushDue = true;
      context.runOnContext(
          done -> {
            flushDue = false;
            flush();
          });
    }
  }

  private void refillLater() {
    if (!refillDue) {
      refillDue = true;
      vertx().setTimer(REFILL_MILLIS, id -> refill());
    }
  }

  private void refill() {
    refillDue = false;
    List<Connection> waiting = throttled;
    throttled = new ArrayList<>();
    long now = System.nanoTime();
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
    vertx().setTimer(TICK_MILLIS, id -> tick());
  }

  private void lookAtMemoryLater() {
    vertx()
        .setTimer(
            MEMORY_MILLIS,
            id -> {
              // First, so that nothing ends it.
              lookAtMemoryLater();
              direct.check();
              relief.look();
            });
  }

  private void tick() {
    tickLater();
    clock.tick();
    report();
    if (!checking) {
      List<Connection> all = List.copyOf(connections);
      checking = true;
      check(all, 0);
    }
  }

  private void check(List<Connection> all, int from) {
    Slice slice = new Slice(CHECKS);
    int next = from;
    while (next < all.size() && slice.next()) {
      guarded(all.get(next++), one -> one.tick(now()));
    }
    if (next < all.size()) {
      int to = next;
      rest.execute(() -> check(all, to));
    } else {
      checking = false;
    }
  }

  private void report() {
    for (Traffic sums : traffic.values()) {
      sums.addTo(metrics);
    }
    if (queued != 0) {
      metrics.queued(queued);
      queued = 0;
    }
  }

  private Traffic trafficOf(Protocol protocol) {
    Traffic found = traffic.get(protocol);
    if (found == null) {
      throw new IllegalStateException("no traffic of " + protocol);
    }
    return found;
  }

  private static String label(SlowConsumer policy) {
    return switch (policy) {
      case DISCONNECT -> "disconnect";
      case DROP_OLDEST -> "dropOldest";
      case LATEST -> "latest";
    };
  }
}
