package io.wsgateway.api;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;

/** Writes responses. A response to a connection that has ended already is dropped silently. */
final class Responses {
  private static final String JSON = "application/json";

  private Responses() {}

  /** A JSON body. */
  static void json(RoutingContext context, int status, JsonObject body) {
    send(context.response(), status, JSON, body.toBuffer());
  }

  /**
   * Rejects a request before any method is called: {@code {"code","message"}}, no echo of input.
   */
  static void refuse(RoutingContext context, int status, String message) {
    json(context, status, refusal(status, message));
  }

  /** Rejects a request before any route. */
  static void refuse(HttpServerResponse response, int status, String message) {
    send(response, status, JSON, refusal(status, message).toBuffer());
  }

  /** Plain text. */
  static void text(RoutingContext context, int status, String message) {
    send(context.response(), status, "text/plain; charset=utf-8", Buffer.buffer(message));
  }

  /** A header instead of a body. */
  static void empty(RoutingContext context, int status, String header, String value) {
    context.response().setStatusCode(status).putHeader(header, value).end();
  }

  private static JsonObject refusal(int status, String message) {
    return new JsonObject().put("code", status).put("message", message);
  }

  private static void send(HttpServerResponse response, int status, String type, Buffer body) {
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
