package io.wsgateway.server;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import io.wsgateway.channel.MediaType;
import org.jspecify.annotations.Nullable;

/**
 * The answer to a client's message that came by {@code POST}.
 *
 * @param status the HTTP status
 * @param type the media type of the body; null for none
 * @param body the body
 */
public record PostAnswer(int status, @Nullable String type, Buffer body) {
  /** The message was accepted, and there is nothing to say. */
  public static final PostAnswer TAKEN = new PostAnswer(204, null, Buffer.buffer());

  /** The message was accepted, and this is the reply. */
  public static PostAnswer reply(String type, byte[] body) {
    return new PostAnswer(200, type, Buffer.buffer(body));
  }

  /**
   * The message was not accepted.
   *
   * @param code a word for the gateway's errors, a number for a backend's
   * @param at a JSON Pointer to what is wrong in the message; null if that does not apply
   * @param message a sentence without a period
   */
  public static PostAnswer error(int status, Object code, @Nullable String at, String message) {
    JsonObject error = new JsonObject().put("code", code).put("message", message);
    if (at != null) {
      error.put("at", at);
    }
    return new PostAnswer(status, MediaType.JSON, Buffer.buffer(error.encode().getBytes(UTF_8)));
  }

  /** Returns whether the same message may be accepted later. */
  boolean isTemporary() {
    return status == 429 || status == 503;
  }
}
