package io.wsgateway.server;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.wsgateway.loop.Loop;

/**
 * Reads and drops the body of a request that is refused, and then closes its connection. Closing
 * with unread bytes would make the kernel send a reset, and the client might lose the response.
 * Limited in bytes and time. Belongs to one event loop.
 */
final class UnwantedBody {
  private static final long MOST_BYTES = 1024 * 1024;
  private static final long MILLIS = 2000;

  private final HttpServerRequest request;
  private final Loop.Timer timer;
  private long dropped;

  private UnwantedBody(HttpServerRequest request, Loop loop) {
    this.request = request;
    this.timer = loop.schedule(MILLIS, this::close);
  }

  /** Begins to drop what is left of a body. */
  static void discard(HttpServerRequest request, Loop loop) {
    UnwantedBody body = new UnwantedBody(request, loop);
    if (request.isEnded()) {
      // In a later task: the response is to be written first.
      loop.execute(body::close);
    } else {
      request.handler(body::drop).endHandler(end -> loop.execute(body::close));
      request.exceptionHandler(failure -> body.close());
      request.resume();
    }
  }

  private void drop(Buffer chunk) {
    dropped += chunk.length();
    if (dropped > MOST_BYTES) {
      close();
    }
  }

  private void close() {
    timer.cancel();
    request.connection().close();
  }
}
