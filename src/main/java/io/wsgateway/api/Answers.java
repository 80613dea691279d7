package io.wsgateway.api;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;

/** The shapes of answers. Nobody is told when the other side has gone already. */
final class Answers {
  private Answers() {}

  /** A JSON body. */
  static void json(RoutingContext context, int status, JsonObject body) {
    send(context, status, "application/json", body.toBuffer());
  }

  /** What is refused before any method sees it: {@code {"code","message"}}, no echo of input. */
  static void refuse(RoutingContext context, int status, String message) {
    json(context, status, new JsonObject().put("code", status).put("message", message));
  }

  /** Plain text. */
  static void text(RoutingContext context, int status, String message) {
    send(context, status, "text/plain; charset=utf-8", Buffer.buffer(message));
  }

  /** A header instead of a body. */
  static void empty(RoutingContext context, int status, String header, String value) {
    context.response().setStatusCode(status).putHeader(header, value).end();
  }

  private static void send(RoutingContext context, int status, String type, Buffer body) {
    var response = context.response();
    if (response.closed() || response.ended()) {
      return;
    }
    response
        .setStatusCode(status)
        .putHeader("Content-Type", type)
        .putHeader("Cache-Control", "no-store")
        .end(body);
  }
}
