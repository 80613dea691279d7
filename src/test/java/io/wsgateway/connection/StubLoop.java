package io.wsgateway.connection;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.vertx.core.Context;
import io.vertx.core.http.HttpServerRequest;
import io.wsgateway.config.KeepAliveConfig;
import io.wsgateway.config.LimitsConfig;
import io.wsgateway.metrics.ConnectionMetrics;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/** Connections of an event loop whose sockets are stubs. Called on that loop, but for questions. */
public final class StubLoop {
  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private final UnpooledByteBufAllocator allocator = new UnpooledByteBufAllocator(true);
  private final List<StubSocket> sockets = new CopyOnWriteArrayList<>();
  private final ConnectionLoop connections;
  Consumer<Connection> beforeOpened = connection -> {};
  boolean upgradeFails;

  StubLoop(Context context, LimitsConfig limits, KeepAliveConfig keepAlive) {
    this(context, limits, keepAlive, NodeBudget.of(limits));
  }

  StubLoop(Context context, LimitsConfig limits, KeepAliveConfig keepAlive, NodeBudget budget) {
    connections =
        new ConnectionLoop(
            context,
            limits,
            keepAlive,
            new ConnectionMetrics(registry),
            budget,
            (request, connection, all) -> upgrade(connection));
  }

  /** With limits that are out of the way. Called on the loop of the context. */
  public static StubLoop on(Context context) {
    Settings settings = new Settings();
    return new StubLoop(context, settings.limits(), settings.keepAlive());
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

  /** Bytes of joined frames that nobody gave back. */
  public long heldBytes() {
    return allocator.metric().usedDirectMemory();
  }

  /** Connects a client. */
  public Connection connect(ConnectionListener listener) {
    HttpServerRequest request =
        (HttpServerRequest)
            Proxy.newProxyInstance(
                getClass().getClassLoader(),
                new Class<?>[] {HttpServerRequest.class},
                (proxy, method, arguments) -> null);
    return connections.upgrade(request, listener);
  }

  private void upgrade(Connection connection) {
    StubSocket socket = new StubSocket(allocator);
    sockets.add(socket);
    connection.opening(socket);
    if (upgradeFails) {
      throw new IllegalStateException("planted");
    }
    beforeOpened.accept(connection);
    connection.opened(socket);
  }
}
