package io.wsgateway.backend;

import io.vertx.core.eventbus.Message;
import io.wsgateway.broker.PublishRefused;
import io.wsgateway.channel.LogCap;
import io.wsgateway.channel.LogText;
import io.wsgateway.metrics.BackendMetrics;
import io.wsgateway.metrics.BackendMetrics.Rejection;
import io.wsgateway.metrics.FaultMetrics.Where;
import io.wsgateway.session.Faults;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Refuses backends' messages: with a failed reply if the backend waits for one, otherwise with a
 * log line, because nothing else would show it. Belongs to the context of the consumers.
 */
final class Rejections {
  private static final Logger log = LoggerFactory.getLogger(Rejections.class);
  private static final int LINES_PER_MINUTE = 5;
  private static final int SHOWN = 200;

  private final BackendMetrics metrics;
  private final Faults faults;
  private final Map<Rejection, LogCap> caps = new EnumMap<>(Rejection.class);

  Rejections(BackendMetrics metrics, Faults faults) {
    this.metrics = metrics;
    this.faults = faults;
  }

  /**
   * Refuses a message that was published to an address where each node would act on its copy.
   *
   * @param done what would happen once per node, such as "published"
   * @return whether it was refused; false if it was sent to this node alone
   */
  boolean refusePublished(Message<?> message, String done) {
    if (message.isSend()) {
      return false;
    }
    refuse(
        message,
        Rejection.PUBLISHED,
        400,
        "a publish to this address lands on every node and would be "
            + done
            + " by each: use request or send");
    return true;
  }

  /** Refuses a message with a failure code of the contract. */
  void refuse(Message<?> message, Rejection reason, int code, String explanation) {
    metrics.rejected(reason);
    if (message.replyAddress() != null) {
      message.fail(code, explanation);
    } else {
      log(message.address(), reason, explanation);
    }
  }

  /**
   * Refuses a message that the broker did not accept, or that failed because of an internal error.
   */
  void refuse(Message<?> message, Throwable failure) {
    if (failure instanceof PublishRefused refused) {
      refuse(message, rejection(refused), refused.reason().code(), refused.explanation());
    } else {
      faults.add(Where.BACKEND_CALL, failure);
      metrics.rejected(Rejection.UNAVAILABLE);
      if (message.replyAddress() != null) {
        // Not 503, which would promise that nothing was sent.
        message.fail(500, "internal error in the gateway; see its log");
      }
    }
  }

  private static Rejection rejection(PublishRefused refused) {
    return switch (refused.reason()) {
      case BAD_REQUEST -> Rejection.BAD_REQUEST;
      case UNKNOWN_CHANNEL -> Rejection.UNKNOWN;
      case TOO_LARGE -> Rejection.TOO_LARGE;
      case BACKLOG -> Rejection.BACKLOG;
      case UNAVAILABLE -> Rejection.UNAVAILABLE;
    };
  }

  private void log(String address, Rejection reason, String explanation) {
    long unsaid =
        caps.computeIfAbsent(
                reason,
                r -> new LogCap(LINES_PER_MINUTE, TimeUnit.MINUTES.toNanos(1), System::nanoTime))
            .next();
    if (unsaid >= 0) {
      LogCap.tell(log.atWarn(), unsaid)
          .addKeyValue("event", "backend.refused")
          .addKeyValue("address", address)
          .log("refused a message to {}: {}", address, LogText.escape(explanation, SHOWN));
    }
  }
}
