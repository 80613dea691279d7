package io.wsgateway.poll;

import io.vertx.core.json.JsonObject;
import io.wsgateway.connection.CloseEvent;
import io.wsgateway.connection.RetryDelay;

/**
 * Why a session has ended, as a close frame would say it.
 *
 * @param code the close code
 * @param reason the close's reason
 */
record PollEnd(int code, String reason) {
  /** Nothing is known of the end. */
  static final PollEnd UNKNOWN = new PollEnd(CloseEvent.ABNORMAL, "");

  /** The object that tells a client. */
  String json() {
    JsonObject close = new JsonObject().put("code", code).put("reason", reason);
    RetryDelay.of(reason).ifPresent(millis -> close.put("retryMillis", millis));
    return close.encode();
  }
}
