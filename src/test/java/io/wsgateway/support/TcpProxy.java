package io.wsgateway.support;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetSocket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/**
 * A network that fails on demand: passes TCP connections on to a local port, cuts them, or swallows
 * what they carry. The methods may be called from any thread; they take effect at once for new
 * connections, and a moment later for those that exist.
 */
public final class TcpProxy implements AutoCloseable {
  private enum Mode {
    PASS,
    CUT,
    BLACK_HOLE
  }

  private final NetServer server;
  private final NetClient client;
  private final int target;
  private final Set<NetSocket> sockets = ConcurrentHashMap.newKeySet();
  private volatile Mode mode = Mode.PASS;
  private volatile boolean forwards;

  private TcpProxy(Vertx vertx, int target) {
    this.server = vertx.createNetServer();
    this.client = vertx.createNetClient();
    this.target = target;
  }

  /** Listens on a free port of the loopback interface. */
  public static TcpProxy to(Vertx vertx, int target) {
    TcpProxy proxy = new TcpProxy(vertx, target);
    proxy.server.connectHandler(proxy::accept);
    join(proxy.server.listen(0, "127.0.0.1"));
    return proxy;
  }

  /**
   * From now on the first request of each connection, which must come in one piece, is told for
   * whom it is: a balancer for HTTP.
   */
  public TcpProxy forwarding() {
    forwards = true;
    return this;
  }

  /** The port to connect to. */
  public int port() {
    return server.actualPort();
  }

  /** Closes every connection, and each new one as soon as it is accepted. */
  public void cut() {
    mode = Mode.CUT;
    sockets.forEach(TcpProxy::drop);
  }

  /**
   * Closes a socket, and what a black hole swallowed with it: a socket that is paused would not
   * release what it has read.
   */
  static void drop(NetSocket socket) {
    socket.handler(swallowed -> {});
    socket.resume();
    socket.close();
  }

  /** Accepts connections but passes nothing on, in neither direction, and tells nobody. */
  public void blackHole() {
    mode = Mode.BLACK_HOLE;
    sockets.forEach(NetSocket::pause);
  }

  /** Passes everything again; what was swallowed meanwhile arrives late, as TCP would resend it. */
  public void restore() {
    mode = Mode.PASS;
    sockets.forEach(NetSocket::resume);
  }

  @Override
  public void close() {
    cut();
    join(server.close());
    join(client.close());
  }

  private void accept(NetSocket near) {
    if (mode == Mode.CUT) {
      drop(near);
      return;
    }
    near.pause();
    client
        .connect(target, "127.0.0.1")
        .onSuccess(far -> join(near, far))
        .onFailure(e -> drop(near));
  }

  private void join(NetSocket near, NetSocket far) {
    pipe(near, far);
    pipe(far, near);
    if (forwards) {
      near.handler(
          first -> {
            near.handler(far::write);
            String head = first.toString(ISO_8859_1);
            String client = near.remoteAddress().hostAddress();
            far.write(
                Buffer.buffer(
                    head.replaceFirst("\r\n", "\r\nX-Forwarded-For: " + client + "\r\n"),
                    ISO_8859_1.name()));
          });
    }
    if (mode == Mode.CUT) {
      drop(near);
    } else if (mode == Mode.PASS) {
      near.resume();
    } else {
      far.pause();
    }
  }

  private void pipe(NetSocket from, NetSocket to) {
    sockets.add(from);
    from.handler(to::write)
        .closeHandler(
            v -> {
              sockets.remove(from);
              drop(from);
              drop(to);
            });
  }

  private static void join(Future<?> future) {
    future.toCompletionStage().toCompletableFuture().orTimeout(60, TimeUnit.SECONDS).join();
  }
}
