package io.wsgateway.api;

import io.vertx.core.json.JsonObject;

/** Reports why an API method failed, in the form that the caller receives. */
public final class ApiFailure extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final ApiError error;

  /**
   * A failure with its explanation.
   *
   * @param detail what is wrong and how to fix it, never what was sent; may be empty
   */
  public ApiFailure(ApiError error, String detail) {
    // No stack trace: this is an answer, not an internal error.
    super(detail.isEmpty() ? error.message() : error.message() + ": " + detail, null, false, false);
    this.error = error;
  }

  /** The code of the answer. */
  public ApiError error() {
    return error;
  }

  JsonObject toJson() {
    return new JsonObject().put("code", error.code()).put("message", getMessage());
  }
}
