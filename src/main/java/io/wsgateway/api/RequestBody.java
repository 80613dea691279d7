package io.wsgateway.api;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;

/**
 * Collects a request's body up to a limit. Vert.x's own handler would take curl's default content
 * type for a form and parse it.
 */
final class RequestBody {
  private RequestBody() {}

  /**
   * Reads it; to be called in the tick that the request came in. Fails when the body is too big,
   * then the rest is read and thrown away so that the caller sees the answer, or when the caller
   * went away.
   */
  static Future<Buffer> read(HttpServerRequest request, int limit) {
    Promise<Buffer> promise = Promise.<Buffer>promise();
    Buffer body = Buffer.buffer();
    request.exceptionHandler(promise::tryFail);
    request.endHandler(end -> promise.tryComplete(body));
    request.handler(
        chunk -> {
          if (body.length() + chunk.length() > limit) {
            promise.tryFail("too large");
          } else if (!promise.future().isComplete()) {
            body.appendBuffer(chunk);
          }
        });
    return promise.future();
  }
}
