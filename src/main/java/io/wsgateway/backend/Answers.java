package io.wsgateway.backend;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.ReplyException;
import io.wsgateway.channel.LogCap;
import io.wsgateway.channel.LogText;
import io.wsgateway.channel.Payload;
import io.wsgateway.metrics.BackendMetrics;
import io.wsgateway.metrics.BackendMetrics.Failure;
import io.wsgateway.session.BackendRefused;
import io.wsgateway.transport.UnreadBody;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.IntSupplier;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Interprets a backend's answer: data for the client, nothing, a refusal, or a reply that cannot be
 * sent to a client, which is the backend's error and logged. Thread-safe.
 */
final class Answers {
  private static final Logger log = LoggerFactory.getLogger(Answers.class);
  private static final int LINES_PER_MINUTE = 5;
  private static final int SHOWN = 200;

  /**
   * The code that a client receives for a reply that cannot be sent to it: "bad gateway", as in
   * HTTP.
   */
  static final int UNUSABLE = 502;

  private final String address;
  private final IntSupplier messageBytes;
  private final BackendMetrics metrics;
  private final LogCap cap;

  Answers(String address, IntSupplier messageBytes, BackendMetrics metrics, LongSupplier nanoTime) {
    this.address = address;
    this.messageBytes = messageBytes;
    this.metrics = metrics;
    this.cap = new LogCap(LINES_PER_MINUTE, TimeUnit.MINUTES.toNanos(1), nanoTime);
  }

  /**
   * Returns the reply for the client; fails with {@link BackendRefused}, or with the failure of the
   * bus.
   */
  Future<@Nullable Payload> of(AsyncResult<Message<Object>> answer) {
    if (answer.succeeded()) {
      return reply(answer.result().body());
    }
    return Future.failedFuture(
        answer.cause() instanceof ReplyException failure ? failed(failure) : answer.cause());
  }

  private Future<@Nullable Payload> reply(@Nullable Object body) {
    if (body == null) {
      return Future.succeededFuture(null);
    }
    Optional<Payload> payload = BusBodies.payload(body);
    if (payload.isEmpty()) {
      return Future.failedFuture(
          unusable(
              Failure.TYPE,
              "it is of type "
                  + body.getClass().getTypeName()
                  + "; reply with a String, a Buffer, a JsonObject or a JsonArray"));
    }
    if (payload.get().size() > messageBytes.getAsInt()) {
      return Future.failedFuture(tooLarge("it has " + payload.get().size() + " bytes"));
    }
    return Future.succeededFuture(payload.get());
  }

  private Throwable failed(ReplyException failure) {
    return switch (failure.failureType()) {
      case RECIPIENT_FAILURE -> refused(failure);
      case ERROR ->
          unusable(
              UnreadBody.isTooLarge(failure) ? Failure.TOO_LARGE : Failure.TYPE,
              String.valueOf(failure.getMessage()));
      case TIMEOUT, NO_HANDLERS -> failure;
    };
  }

  private BackendRefused refused(ReplyException failure) {
    String text = failure.getMessage() == null ? "" : failure.getMessage();
    BackendRefused refused = new BackendRefused(failure.failureCode(), text);
    if (refused.asJson().getBytes(UTF_8).length > messageBytes.getAsInt()) {
      return tooLarge("the text of its failure has " + text.length() + " characters");
    }
    metrics.failed(Failure.REFUSED);
    return refused;
  }

  private BackendRefused tooLarge(String what) {
    return unusable(
        Failure.TOO_LARGE,
        what + ", at most " + messageBytes.getAsInt() + " fit (limits.messageBytes)");
  }

  private BackendRefused unusable(Failure failure, String explanation) {
    metrics.failed(failure);
    long unsaid = cap.next();
    if (unsaid >= 0) {
      LogCap.tell(log.atWarn(), unsaid)
          .addKeyValue("event", "backend.reply.unusable")
          .addKeyValue("address", address)
          .log(
              "a backend's reply to {} cannot be sent to the client: {}",
              address,
              LogText.escape(explanation, SHOWN));
    }
    return new BackendRefused(UNUSABLE, "the backend's reply cannot be sent");
  }
}
