package io.wsgateway.poll;

import io.vertx.core.json.JsonObject;
import io.wsgateway.connection.CloseEvent;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Why a session has ended, as a close frame would say it.
 *
 * @param code the close code
 * @param reason the close's reason
 */
record PollEnd(int code, String reason) {
  /** Nothing is known of the end. */
  static final PollEnd UNKNOWN = new PollEnd(CloseEvent.ABNORMAL, "");

  /** The delay at the end of a reason, as the protocol's close codes document it. */
  private static final Pattern DELAY = Pattern.compile("retry-ms=([0-9]{1,7})$");

  /** The object that tells a client. */
  String json() {
    JsonObject close = new JsonObject().put("code", code).put("reason", reason);
    Matcher delay = DELAY.matcher(reason);
    if (delay.find()) {
      close.put("retryMillis", Integer.parseInt(delay.group(1)));
    }
    return close.encode();
  }
}
