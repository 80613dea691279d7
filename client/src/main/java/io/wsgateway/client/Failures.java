package io.wsgateway.client;

import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.eventbus.ReplyFailure;
import io.wsgateway.client.GatewayException.Reason;
import org.jspecify.annotations.Nullable;

/** Translates failures of the bus for the caller. */
final class Failures {
  private static final int BAD_REQUEST = 400;
  private static final int NOT_FOUND = 404;
  private static final int TOO_LARGE = 413;
  private static final int TOO_MANY = 429;
  private static final int UNAVAILABLE = 503;

  private Failures() {}

  /** Whether nothing was sent to any client, so that a repetition cannot duplicate messages. */
  static boolean mayRepeat(Throwable failure) {
    return isNobody(failure) || code(failure) == TOO_MANY || code(failure) == UNAVAILABLE;
  }

  /** The code that a gateway answered; 0 if none did. */
  static int code(Throwable failure) {
    return failure instanceof ReplyException reply
            && reply.failureType() == ReplyFailure.RECIPIENT_FAILURE
        ? reply.failureCode()
        : 0;
  }

  /** Whether the address has no consumer. */
  static boolean isNobody(Throwable failure) {
    return failure instanceof ReplyException reply
        && reply.failureType() == ReplyFailure.NO_HANDLERS;
  }

  /** Whether no answer arrived in time. */
  static boolean isTimeout(Throwable failure) {
    return failure instanceof ReplyException reply && reply.failureType() == ReplyFailure.TIMEOUT;
  }

  /** Makes the exception for the caller. */
  static GatewayException of(Throwable failure) {
    if (failure instanceof GatewayException known) {
      return known;
    }
    if (!(failure instanceof ReplyException reply)) {
      return unknown(String.valueOf(failure));
    }
    if (isNobody(reply)) {
      return new GatewayException(
          Reason.UNAVAILABLE, "no gateway accepts such calls at the moment");
    }
    if (reply.failureType() != ReplyFailure.RECIPIENT_FAILURE) {
      return unknown(text(reply.getMessage()));
    }
    return new GatewayException(
        reason(reply.failureCode()), reply.failureCode(), text(reply.getMessage()));
  }

  /** Makes the exception for a call that may have been delivered. */
  static GatewayException unknown(String why) {
    return new GatewayException(
        Reason.UNKNOWN_OUTCOME, "no answer, so it may or may not have been delivered: " + why);
  }

  private static String text(@Nullable String message) {
    return message == null ? "" : message;
  }

  private static Reason reason(int code) {
    return switch (code) {
      case BAD_REQUEST -> Reason.BAD_REQUEST;
      case NOT_FOUND -> Reason.NOT_FOUND;
      case TOO_LARGE -> Reason.TOO_LARGE;
      case TOO_MANY -> Reason.BUSY;
      case UNAVAILABLE -> Reason.UNAVAILABLE;
      default -> Reason.OTHER;
    };
  }
}
