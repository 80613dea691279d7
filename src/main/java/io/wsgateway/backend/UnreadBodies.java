package io.wsgateway.backend;

import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.ReplyException;
import io.wsgateway.metrics.BackendMetrics.Rejection;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Refuses messages whose body was not read: far too large, or of a codec that is not known. The bus
 * has put a failure in the body's place ({@code transport.BusFrames}), which is what the sender is
 * told. Belongs to the context of the consumers.
 */
final class UnreadBodies {
  private static final int TOO_LARGE = 413;

  private final Rejections rejections;

  UnreadBodies(Rejections rejections) {
    this.rejections = rejections;
  }

  /** Takes them out before a consumer. */
  Consumer<Message<Object>> before(Consumer<Message<Object>> taker) {
    return message -> {
      ReplyException failure = failure(message);
      if (failure == null) {
        taker.accept(message);
      } else {
        rejections.refuse(
            message,
            failure.failureCode() == TOO_LARGE ? Rejection.TOO_LARGE : Rejection.CODEC,
            failure.failureCode(),
            Objects.requireNonNullElse(failure.getMessage(), "the body cannot be read"));
      }
    };
  }

  private static @Nullable ReplyException failure(Message<Object> message) {
    try {
      return message.body() instanceof ReplyException failure ? failure : null;
    } catch (RuntimeException e) {
      // JSON that Vert.x cannot read: the consumer says so.
      return null;
    }
  }
}
