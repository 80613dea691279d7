package io.wsgateway.connection;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Context;
import io.wsgateway.config.DrainConfig.DrainCode;
import io.wsgateway.config.GatewayConfig;
import io.wsgateway.config.KeepAliveConfig;
import io.wsgateway.config.LimitsConfig;
import io.wsgateway.loop.Loop;
import io.wsgateway.metrics.ConnectionMetrics;
import io.wsgateway.protocol.raw.RawProtocol;
import io.wsgateway.transport.VertxLoop;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/** Connections of an event loop whose sockets are stubs. Called on that loop, but for questions. */
public final class StubLoop {
  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private final StubSocket.Shared shared = new StubSocket.Shared();
  private final List<StubSocket> sockets = new CopyOnWriteArrayList<>();
  private final ConnectionLoop connections;
  private final ClientProtocol protocol;
  Consumer<TransportListener> beforeOpened = connection -> {};
  boolean upgradeFails;

  /** Whether connections are opened at once; else the test does. */
  boolean answers = true;

  /** Whether sockets keep what they make of a batch. */
  boolean sharing = true;

  StubLoop(Context context, LimitsConfig limits, KeepAliveConfig keepAlive) {
    this(new VertxLoop(context), limits, keepAlive, NodeBudget.of(limits));
  }

  StubLoop(Loop loop, LimitsConfig limits, KeepAliveConfig keepAlive, NodeBudget budget) {
    this(loop, limits, keepAlive, budget, new RawProtocol(DrainCode.SERVICE_RESTART));
  }

  StubLoop(
      Loop loop,
      LimitsConfig limits,
      KeepAliveConfig keepAlive,
      NodeBudget budget,
      ClientProtocol protocol) {
    this.protocol = protocol;
    connections =
        new ConnectionLoop(
            loop, limits, keepAlive, new ConnectionMetrics(registry), budget, new EnoughMemory());
    connections.expect(protocol);
  }

  /** With limits that are out of the way. Called on the loop of the context. */
  public static StubLoop on(Context context) {
    return on(context, DrainCode.SERVICE_RESTART);
  }

  /** With limits that are out of the way, and that code for a drain. Called on the loop. */
  public static StubLoop on(Context context, DrainCode drain) {
    Settings settings = new Settings();
    LimitsConfig limits = settings.limits();
    return new StubLoop(
        new VertxLoop(context),
        limits,
        settings.keepAlive(),
        NodeBudget.of(limits),
        new RawProtocol(drain));
  }

  /** The connections. */
  public ConnectionLoop connections() {
    return connections;
  }

  /** The socket of the n-th connection, counted from 0. */
  public StubSocket socket(int index) {
    return sockets.get(index);
  }

  /** All sockets, in the order of their connections. */
  public List<StubSocket> sockets() {
    return sockets;
  }

  /** The connections' meters. */
  public SimpleMeterRegistry registry() {
    return registry;
  }

  /** How many batches that were encoded nobody gave back. */
  public int heldBatches() {
    return shared.held();
  }

  /** Connects a client. */
  public Connection connect(ConnectionListener listener) {
    return connections.open(listener, protocol, this::upgrade);
  }

  private void upgrade(TransportListener connection) {
    StubSocket socket = new StubSocket(sharing ? shared : null);
    sockets.add(socket);
    connection.opening(socket);
    if (upgradeFails) {
      throw new IllegalStateException("planted");
    }
    beforeOpened.accept(connection);
    if (answers) {
      connection.opened(socket);
    }
  }

  /** Makes the connections of a loop, whose direct memory never runs short. */
  public static ConnectionLoop connectionsOf(Loop loop, GatewayConfig config, NodeBudget budget) {
    return new ConnectionLoop(
        loop,
        config.limits(),
        config.keepAlive(),
        new ConnectionMetrics(new SimpleMeterRegistry()),
        budget,
        new EnoughMemory());
  }

  /** Direct memory that never runs short. */
  static final class EnoughMemory implements DirectMemory {
    @Override
    public long maxBytes() {
      return Long.MAX_VALUE;
    }

    @Override
    public long usedBytes() {
      return 0;
    }
  }
}
