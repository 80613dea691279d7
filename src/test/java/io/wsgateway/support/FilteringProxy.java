package io.wsgateway.support;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetSocket;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArraySet;
import java.util.concurrent.TimeUnit;

/**
 * A proxy as some offices have it: requests and responses pass, but it refuses WebSocket, or lets
 * the upgrade pass and swallows the frames; it may also hold back responses until they end. What it
 * does may be changed from any thread, and holds for requests that follow. Requests must come in
 * one piece.
 */
public final class FilteringProxy implements AutoCloseable {
  /** What a proxy does. */
  public enum Fault {
    /** Answers upgrades itself, with 403. */
    REFUSES_UPGRADES,
    /** Passes the response to an upgrade, and nothing after it. */
    SWALLOWS_FRAMES,
    /** Passes no byte of an event stream. */
    HOLDS_STREAMS
  }

  private final NetServer server;
  private final NetClient client;
  private final int target;
  private final Set<Fault> faults = new CopyOnWriteArraySet<>();
  private final Set<NetSocket> sockets = ConcurrentHashMap.newKeySet();

  private FilteringProxy(Vertx vertx, int target) {
    this.server = vertx.createNetServer();
    this.client = vertx.createNetClient();
    this.target = target;
  }

  /** Listens on a free port of the loopback interface. */
  public static FilteringProxy to(Vertx vertx, int target, Fault... faults) {
    FilteringProxy proxy = new FilteringProxy(vertx, target);
    proxy.faults.addAll(Set.of(faults));
    proxy.server.connectHandler(proxy::accept);
    join(proxy.server.listen(0, "127.0.0.1"));
    return proxy;
  }

  /** The port to connect to. */
  public int port() {
    return server.actualPort();
  }

  /** Passes everything from now on, on connections that are not broken yet. */
  public void heal() {
    faults.clear();
  }

  /** Ends every connection. */
  public void cut() {
    sockets.forEach(NetSocket::close);
  }

  @Override
  public void close() {
    cut();
    join(server.close());
    join(client.close());
  }

  private void accept(NetSocket near) {
    near.pause();
    client
        .connect(target, "127.0.0.1")
        .onSuccess(far -> new Pair(near, far).join())
        .onFailure(e -> TcpProxy.drop(near));
  }

  /** One client's connection and the one that belongs to it; on one event loop. */
  private final class Pair {
    private final NetSocket near;
    private final NetSocket far;
    private boolean headOnly;
    private boolean mute;

    Pair(NetSocket near, NetSocket far) {
      this.near = near;
      this.far = far;
    }

    void join() {
      sockets.add(near);
      near.handler(this::request).closeHandler(v -> end(far));
      far.handler(this::response).closeHandler(v -> end(near));
      near.resume();
    }

    private void end(NetSocket other) {
      sockets.remove(near);
      other.close();
    }

    private void request(Buffer bytes) {
      if (mute || headOnly) {
        return;
      }
      String head = bytes.toString(ISO_8859_1).toLowerCase(Locale.ROOT);
      boolean upgrade = head.startsWith("get ") && head.contains("\r\nupgrade: websocket");
      if (upgrade && faults.contains(Fault.REFUSES_UPGRADES)) {
        mute = true;
        near.end(
            Buffer.buffer(
                "HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"));
        return;
      }
      headOnly = upgrade && faults.contains(Fault.SWALLOWS_FRAMES);
      mute = head.contains("\r\naccept: text/event-stream") && faults.contains(Fault.HOLDS_STREAMS);
      far.write(bytes);
    }

    private void response(Buffer bytes) {
      if (mute) {
        return;
      }
      if (headOnly) {
        mute = true;
        int end = bytes.toString(ISO_8859_1).indexOf("\r\n\r\n") + 4;
        near.write(bytes.getBuffer(0, end));
      } else {
        near.write(bytes);
      }
    }
  }

  private static void join(Future<?> future) {
    future.toCompletionStage().toCompletableFuture().orTimeout(60, TimeUnit.SECONDS).join();
  }
}
