package io.wsgateway.api;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;

/**
 * Collects a request's body up to a limit. Vert.x's own handler would treat curl's default content
 * type as a form and parse it.
 */
final class RequestBody {
  private RequestBody() {}

  /**
   * Reads the body; to be called in the tick in which the request arrived. Fails when the body is
   * too large or the connection ends. The rest of a body that is too large is read and discarded,
   * so that the caller receives the response.
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
