package io.wsgateway.backend;

import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.ReplyException;
import io.wsgateway.metrics.BackendMetrics.Rejection;
import io.wsgateway.transport.UnreadBody;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Refuses messages whose body was not read because it is far too large or has an unknown codec. The
 * bus has replaced the body by a failure ({@link UnreadBody}), which the sender receives. Belongs
 * to the context of the consumers.
 */
final class UnreadBodies {
  private final Rejections rejections;

  UnreadBodies(Rejections rejections) {
    this.rejections = rejections;
  }

  /** Filters such messages out before a consumer. */
  Consumer<Message<Object>> before(Consumer<Message<Object>> taker) {
    return message -> {
      ReplyException failure = failure(message);
      if (failure == null) {
        taker.accept(message);
      } else {
        rejections.refuse(
            message,
            UnreadBody.isTooLarge(failure) ? Rejection.TOO_LARGE : Rejection.CODEC,
            failure.failureCode(),
            Objects.requireNonNullElse(failure.getMessage(), "the body cannot be read"));
      }
    };
  }

  private static @Nullable ReplyException failure(Message<Object> message) {
    try {
      return message.body() instanceof ReplyException failure ? failure : null;
    } catch (RuntimeException e) {
      // JSON that Vert.x cannot read is refused by the consumer.
      return null;
    }
  }
}
