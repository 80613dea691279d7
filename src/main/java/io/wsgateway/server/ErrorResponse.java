package io.wsgateway.server;

import io.vertx.core.Future;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.JsonObject;
import io.wsgateway.server.admission.HandshakeOutcome;
import io.wsgateway.server.admission.UpgradeRequest;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Answers a refused request over HTTP and closes the connection: bytes that follow a refused
 * upgrade must not be read as another request.
 */
final class ErrorResponse {
  private ErrorResponse() {}

  static void send(HttpServerRequest request, HandshakeOutcome outcome) {
    send(request, outcome, "GET");
  }

  /** Answers a client that was refused, with what its backend wants it to know. */
  static void send(UpgradeRequest upgrade, HandshakeOutcome outcome) {
    HttpServerRequest request = upgrade.request();
    String body = Denials.tell(json(outcome), upgrade, outcome).encode();
    answer(request, outcome, "GET", body).onComplete(done -> request.connection().close());
  }

  /** Answers a request whose method the path does not support. */
  static void badMethod(HttpServerRequest request, String allow) {
    send(request, HandshakeOutcome.BAD_METHOD, allow);
  }

  /** Answers a request that was read to its end, so that another one may follow it. */
  static void sendAndKeep(HttpServerRequest request, HandshakeOutcome outcome) {
    sendAndKeep(request, outcome, new JsonObject());
  }

  /** The same with more members in the body. */
  static void sendAndKeep(HttpServerRequest request, HandshakeOutcome outcome, JsonObject more) {
    HttpServerResponse response = head(request, outcome);
    if (outcome.isTemporary()) {
      response.putHeader("Retry-After", Integer.toString(retryAfterSeconds(outcome)));
    }
    response.end(json(outcome).mergeIn(more).encode());
  }

  /** Returns a jittered delay in seconds for a client whose message was refused for now. */
  static String soon() {
    return Integer.toString(retryAfterSeconds(HandshakeOutcome.MESSAGE_LIMIT));
  }

  private static HttpServerResponse head(HttpServerRequest request, HandshakeOutcome outcome) {
    return request
        .response()
        .setStatusCode(outcome.status())
        .putHeader("Content-Type", "application/json")
        .putHeader("Cache-Control", "no-store")
        .putHeader("X-Content-Type-Options", "nosniff");
  }

  /** Answers a request whose connection is closed by the caller. */
  static void sendOnly(UpgradeRequest message, HandshakeOutcome outcome) {
    String body = Denials.tell(json(outcome), message, outcome).encode();
    Future<Void> unused = answer(message.request(), outcome, "GET, POST", body);
  }

  private static void send(HttpServerRequest request, HandshakeOutcome outcome, String allow) {
    answer(request, outcome, allow, body(outcome)).onComplete(done -> request.connection().close());
  }

  private static Future<Void> answer(
      HttpServerRequest request, HandshakeOutcome outcome, String allow, String body) {
    HttpServerResponse response = head(request, outcome).putHeader("Connection", "close");
    if (outcome.status() == 426) {
      response
          .putHeader("Connection", "Upgrade, close")
          .putHeader("Upgrade", "websocket")
          .putHeader("Sec-WebSocket-Version", "13");
    } else if (outcome.status() == 405) {
      response.putHeader("Allow", allow);
    } else if (outcome.status() == 401) {
      response.putHeader("WWW-Authenticate", "Bearer");
    } else if (outcome.isTemporary()) {
      response.putHeader("Retry-After", Integer.toString(retryAfterSeconds(outcome)));
    }
    return response.end(body);
  }

  static String body(HandshakeOutcome outcome) {
    return json(outcome).encode();
  }

  private static JsonObject json(HandshakeOutcome outcome) {
    return new JsonObject().put("code", outcome.label()).put("message", outcome.message());
  }

  /**
   * Returns a jittered delay, so that clients which were refused together do not retry together.
   */
  static int retryAfterSeconds(HandshakeOutcome outcome) {
    int least =
        outcome == HandshakeOutcome.DRAINING
                || outcome == HandshakeOutcome.MESSAGE_LIMIT
                || outcome == HandshakeOutcome.POLL_LIMIT
                || outcome == HandshakeOutcome.POLL_BUSY
            ? 1
            : 5;
    return least + ThreadLocalRandom.current().nextInt(2 * least + 1);
  }
}
