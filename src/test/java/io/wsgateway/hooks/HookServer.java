package io.wsgateway.hooks;

import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.wsgateway.config.Secret;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * A backend that speaks HTTP, and does what the message says: answers, or one of the things that a
 * backend must not do. It also counts the calls of which it could not verify the signature.
 */
final class HookServer implements AutoCloseable {
  static final String SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

  /** A request as it came. */
  record Call(String path, MultiMap headers, Buffer body) {}

  private final Vertx vertx = Vertx.vertx();
  private final List<Call> calls = new CopyOnWriteArrayList<>();
  private final List<Call> forged = new CopyOnWriteArrayList<>();
  private final HttpServer server;

  /** Listens on a port of loopback; 0 for any. */
  HookServer(int port) {
    server =
        vertx
            .createHttpServer()
            .requestHandler(request -> request.body().onSuccess(body -> take(request, body)))
            .listen(port, "127.0.0.1")
            .toCompletionStage()
            .toCompletableFuture()
            .join();
  }

  int port() {
    return server.actualPort();
  }

  List<Call> calls() {
    return calls;
  }

  List<Call> forged() {
    return forged;
  }

  private void take(HttpServerRequest request, Buffer body) {
    Call call = new Call(request.path(), MultiMap.caseInsensitiveMultiMap(), body);
    request.headers().forEach(h -> call.headers().add(h.getKey(), h.getValue()));
    calls.add(call);
    if (!isSigned(call)) {
      forged.add(call);
    }
    String text = body.toString();
    answer(request.response(), text.length() > 20 ? "" : text, body);
  }

  private static boolean isSigned(Call call) {
    String id = call.headers().get("webhook-id");
    long seconds = Long.parseLong(call.headers().get("webhook-timestamp"));
    String expected = new HookSignature(Secret.of(SECRET)).of(id, seconds, call.body().getBytes());
    return expected.equals(call.headers().get("webhook-signature"));
  }

  private void answer(HttpServerResponse response, String text, Buffer body) {
    switch (text) {
      case "hang" -> {}
      case "drop" -> response.reset();
      case "endless" -> endless(response.setChunked(true).putHeader("content-type", "text/plain"));
      case "trickle" -> {
        response.setChunked(true).putHeader("content-type", "text/plain");
        response.write("a");
      }
      case "redirect" -> response.setStatusCode(307).putHeader("location", "/private").end();
      case "bad json" -> response.putHeader("content-type", "application/json").end("{\"a\":");
      case "bad text" ->
          response
              .putHeader("content-type", "text/plain; charset=iso-8859-1")
              .end(Buffer.buffer(new byte[] {(byte) 0xe9}));
      case "json" -> response.putHeader("content-type", "application/json").end("{\"a\":1}");
      case "bytes" ->
          response
              .putHeader("content-type", "image/png")
              .end(Buffer.buffer(new byte[] {0, (byte) 0xff}));
      case "untyped" -> response.end("plain");
      case "nothing" -> response.setStatusCode(204).end();
      case "no" ->
          response.setStatusCode(422).putHeader("content-type", "text/plain").end("not now");
      case "no json" ->
          response
              .setStatusCode(400)
              .putHeader("content-type", "application/json")
              .end("{\"code\":4711,\"message\":\"too late\"}");
      case "page" ->
          response.setStatusCode(404).putHeader("content-type", "text/html").end("<h1>no</h1>");
      default -> {
        if (text.matches("\\d{3}")) {
          response.setStatusCode(Integer.parseInt(text)).end("broken");
        } else {
          response.putHeader("content-type", "text/plain").end("got " + body);
        }
      }
    }
  }

  private void endless(HttpServerResponse response) {
    if (response.closed()) {
      return;
    }
    response
        .write("x".repeat(1000))
        .onSuccess(written -> vertx.setTimer(1, next -> endless(response)));
  }

  @Override
  public void close() {
    vertx.close().toCompletionStage().toCompletableFuture().join();
  }
}
