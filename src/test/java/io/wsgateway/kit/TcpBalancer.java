package io.wsgateway.kit;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetClientOptions;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetServerOptions;
import io.vertx.core.net.NetSocket;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Spreads TCP connections over backends on loopback, one after the other, as a load balancer does.
 * A backend that refuses is skipped; one that accepts and stays silent is not. Thread-safe.
 */
public final class TcpBalancer implements AutoCloseable {
  private static final String LOOPBACK = "127.0.0.1";

  private final Vertx vertx = Vertx.vertx();
  private final NetServer server =
      vertx.createNetServer(new NetServerOptions().setHost(LOOPBACK).setPort(0));
  private final NetClient client =
      vertx.createNetClient(new NetClientOptions().setConnectTimeout(2000));
  private final Map<Integer, BalancedBackend> backends = new ConcurrentHashMap<>();
  private final AtomicInteger next = new AtomicInteger();
  private final AtomicInteger unserved = new AtomicInteger();
  private volatile List<BalancedBackend> used = List.of();

  private TcpBalancer() {}

  /** Starts a balancer over the backends at these ports. */
  public static TcpBalancer over(int... ports) {
    TcpBalancer balancer = new TcpBalancer();
    balancer.use(ports);
    balancer.server.connectHandler(balancer::serve);
    join(balancer.server.listen());
    return balancer;
  }

  /** The port that clients connect to. */
  public int port() {
    return server.actualPort();
  }

  /** Sends new connections to these backends only; connections that stand are left alone. */
  public void use(int... ports) {
    used = Arrays.stream(ports).mapToObj(this::backend).toList();
  }

  /** How many connections a backend was given in all. */
  public int served(int port) {
    return backend(port).served();
  }

  /** How many of a backend's connections stand now. */
  public int open(int port) {
    return backend(port).open();
  }

  /** How many connections a backend refused. */
  public int refused(int port) {
    return backend(port).refused();
  }

  /** How many clients were sent away because no backend took them. */
  public int unserved() {
    return unserved.get();
  }

  /** Cuts all connections of a backend and says how many there were. */
  public int cut(int port) {
    return backend(port).cut();
  }

  private BalancedBackend backend(int port) {
    return backends.computeIfAbsent(port, BalancedBackend::new);
  }

  private void serve(NetSocket socket) {
    socket.pause(); // what the client sends first waits for its backend
    socket.exceptionHandler(reset -> {}); // until it is piped, its end is noticed by reading
    List<BalancedBackend> candidates = used;
    if (candidates.isEmpty()) {
      sendAway(socket);
    } else {
      tryNext(socket, candidates, Math.floorMod(next.getAndIncrement(), candidates.size()), 0);
    }
  }

  private void tryNext(NetSocket socket, List<BalancedBackend> candidates, int first, int tried) {
    if (tried == candidates.size()) {
      sendAway(socket);
      return;
    }
    BalancedBackend backend = candidates.get((first + tried) % candidates.size());
    client
        .connect(backend.port(), LOOPBACK)
        .onComplete(
            connected -> {
              if (connected.succeeded()) {
                backend.serve(socket, connected.result());
              } else {
                backend.refuse();
                tryNext(socket, candidates, first, tried + 1);
              }
            });
  }

  private void sendAway(NetSocket socket) {
    unserved.incrementAndGet();
    // A socket that is paused would not release what it has read.
    socket.resume();
    socket.close();
  }

  @Override
  public void close() {
    join(vertx.close());
  }

  private static void join(Future<?> future) {
    future.toCompletionStage().toCompletableFuture().orTimeout(60, TimeUnit.SECONDS).join();
  }
}
