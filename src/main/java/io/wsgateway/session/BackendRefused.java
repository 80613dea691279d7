package io.wsgateway.session;

import io.vertx.core.json.JsonObject;

/** A backend got a client's message and said no, with a code and a text for the client. */
public final class BackendRefused extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final int code;
  private final String text;

  /** A backend's own code and text. */
  public BackendRefused(int code, String text) {
    // An answer, not a fault: no stack trace, it may come at the rate of messages.
    super(text, null, false, false);
    this.code = code;
    this.text = text;
  }

  /** The backend's text. */
  public String text() {
    return text;
  }

  /** As a client reads it: {@code {"error":{"code","message"}}}. */
  public String asJson() {
    return new JsonObject()
        .put("error", new JsonObject().put("code", code).put("message", text))
        .encode();
  }
}
