package io.wsgateway.server;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.wsgateway.loop.Loop;
import io.wsgateway.server.admission.HandshakeOutcome;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;

/**
 * Reads the body of one {@code POST}, limited in bytes and time. All bodies of an event loop
 * together are limited, too. Belongs to one event loop.
 */
final class PostBody {
  private final int maxBytes;
  private final PostBodies all;
  private final BiConsumer<HandshakeOutcome, Buffer> then;
  private final Buffer body = Buffer.buffer();
  private final Loop.Timer timer;
  private boolean over;

  /** Waits for the first part. */
  PostBody(
      Loop loop,
      int maxBytes,
      int maxSeconds,
      PostBodies all,
      BiConsumer<HandshakeOutcome, Buffer> then) {
    this.maxBytes = maxBytes;
    this.all = all;
    this.then = then;
    all.opened(this);
    this.timer =
        loop.schedule(TimeUnit.SECONDS.toMillis(maxSeconds), () -> end(HandshakeOutcome.SLOW_BODY));
  }

  /**
   * Reads a body.
   *
   * @param all the bodies that are being read
   * @param then receives the body, or why it was not read, once; {@code FAILED}: the client has
   *     disconnected
   */
  static void read(
      HttpServerRequest request,
      Loop loop,
      int maxBytes,
      int maxSeconds,
      PostBodies all,
      BiConsumer<HandshakeOutcome, Buffer> then) {
    PostBody body = new PostBody(loop, maxBytes, maxSeconds, all, then);
    request
        .handler(body::add)
        .endHandler(end -> body.end(HandshakeOutcome.ACCEPTED))
        .exceptionHandler(failure -> body.end(HandshakeOutcome.FAILED));
    if ("100-continue".equalsIgnoreCase(request.getHeader("Expect"))) {
      request.response().writeContinue();
    }
    request.resume();
  }

  /** Takes a part. */
  void add(Buffer chunk) {
    if (over) {
      return;
    }
    if (body.length() + chunk.length() > maxBytes) {
      end(HandshakeOutcome.TOO_LARGE);
    } else if (all.take(this, chunk.length(), maxBytes)) {
      body.appendBuffer(chunk);
    }
  }

  /** Ends it; does nothing if it has ended. */
  void end(HandshakeOutcome outcome) {
    if (!over) {
      over = true;
      timer.cancel();
      all.closed(this, body.length());
      then.accept(outcome, body);
    }
  }
}
