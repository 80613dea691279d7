package io.wsgateway.server;

import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.ServerWebSocket;
import io.vertx.core.internal.http.WebSocketInternal;
import io.vertx.ext.web.Router;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;

/**
 * A small server with the static pages and a WebSocket that does what a test says: by default a
 * chat, so that a browser can be tried against close codes and silences of our choice.
 */
final class StandIn implements AutoCloseable {
  /** What a client asked for when it connected. */
  record Attempt(String query, String protocols, long nanos) {}

  private final Vertx vertx;
  private final Set<ServerWebSocket> sockets = ConcurrentHashMap.newKeySet();
  private final List<Attempt> attempts = new CopyOnWriteArrayList<>();
  private final List<String> received = new CopyOnWriteArrayList<>();
  private volatile BiConsumer<ServerWebSocket, Integer> script = (socket, number) -> {};
  private volatile Handler<HttpServerRequest> requests =
      request -> request.response().setStatusCode(426).end();
  private volatile boolean refuses;
  private HttpServer server;
  private int port;

  StandIn(Vertx vertx) {
    this.vertx = vertx;
  }

  /** Starts, the second time on the same port. */
  StandIn start() {
    Router router = Router.router(vertx);
    StaticPages pages = StaticPages.load(true, "stand-in <1>");
    pages.mount(router);
    router
        .route("/blank")
        .handler(
            context ->
                context
                    .response()
                    .putHeader("Content-Type", "text/html")
                    .end("<title>blank</title>"));
    // As a proxy does that strips the prefix of a location.
    router.route("/realtime/*").handler(c -> c.reroute(c.normalizedPath().substring(9)));
    router.route("/ws").handler(context -> upgrade(context.request().pause()));
    server =
        vertx.createHttpServer(new HttpServerOptions().setWebSocketSubProtocols(List.of("bearer")));
    join(server.requestHandler(router).listen(port, "127.0.0.1"));
    port = server.actualPort();
    return this;
  }

  private void upgrade(HttpServerRequest request) {
    if (request.getHeader("Upgrade") == null) {
      request.resume();
      requests.handle(request);
      return;
    }
    attempts.add(
        new Attempt(
            request.query(), request.getHeader("Sec-WebSocket-Protocol"), System.nanoTime()));
    int number = attempts.size();
    if (refuses) {
      request.response().setStatusCode(403).end();
      return;
    }
    request
        .toWebSocket()
        .onSuccess(
            socket -> {
              sockets.add(socket);
              socket.closeHandler(v -> sockets.remove(socket));
              socket.textMessageHandler(
                  text -> {
                    received.add(text);
                    sendAll(text);
                  });
              socket.binaryMessageHandler(
                  bytes -> sockets.forEach(each -> each.writeBinaryMessage(bytes)));
              script.accept(socket, number);
            });
  }

  /** What happens to the n-th connection, counted from 1, on the event loop. */
  StandIn script(BiConsumer<ServerWebSocket, Integer> script) {
    this.script = script;
    return this;
  }

  /** What becomes of requests without an upgrade, on the event loop. */
  StandIn requests(Handler<HttpServerRequest> handler) {
    this.requests = handler;
    return this;
  }

  /** Whether upgrades are refused from now on. */
  void refuse(boolean on) {
    refuses = on;
  }

  void sendAll(String text) {
    sockets.forEach(socket -> socket.writeTextMessage(text));
  }

  /**
   * Closes with a code. Vert.x would go on writing: an echo of a message that crosses the close
   * frame must not follow it, or the client sees a protocol error instead of the code.
   */
  void end(ServerWebSocket socket, int code, String reason) {
    sockets.remove(socket);
    socket.close((short) code, reason);
  }

  void closeAll(int code, String reason) {
    sockets.forEach(socket -> end(socket, code, reason));
  }

  /** Ends the TCP connection without a close frame. */
  void reset(ServerWebSocket socket) {
    sockets.remove(socket);
    var unused = ((WebSocketInternal) socket).channelHandlerContext().close();
  }

  void resetAll() {
    sockets.forEach(this::reset);
  }

  List<Attempt> attempts() {
    return attempts;
  }

  List<String> received() {
    return received;
  }

  int open() {
    return sockets.size();
  }

  int port() {
    return port;
  }

  String url(String path) {
    return "http://127.0.0.1:" + port + path;
  }

  void stop() {
    join(server.close());
  }

  @Override
  public void close() {
    stop();
  }

  private static void join(Future<?> future) {
    future.toCompletionStage().toCompletableFuture().orTimeout(60, TimeUnit.SECONDS).join();
  }
}
