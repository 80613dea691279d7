package io.wsgateway.api;

/** The body is not JSON, or a field has the wrong JSON type. The message never echoes the body. */
final class BadBodyException extends RuntimeException {
  private static final long serialVersionUID = 1;

  BadBodyException(String message) {
    super(message, null, false, false);
  }
}
