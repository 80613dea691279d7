package io.wsgateway.session;

import io.vertx.core.json.JsonObject;

/** Reports that a backend refused a client's message, with a code and a text for the client. */
public final class BackendRefused extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final int code;
  private final String text;

  /** Makes a refusal with the backend's code and text. */
  public BackendRefused(int code, String text) {
    // An expected result, not an error: no stack trace, because it may occur once per message.
    super(text, null, false, false);
    this.code = code;
    this.text = text;
  }

  /** The backend's code. */
  public int code() {
    return code;
  }

  /** The backend's text. */
  public String text() {
    return text;
  }

  /** Returns it as sent to a client: {@code {"error":{"code","message"}}}. */
  public String asJson() {
    return new JsonObject()
        .put("error", new JsonObject().put("code", code).put("message", text))
        .encode();
  }
}
