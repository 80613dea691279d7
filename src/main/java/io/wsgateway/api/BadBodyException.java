package io.wsgateway.api;

/**
 * Reports a body that is not JSON, or a field with the wrong JSON type. The message never echoes
 * the body.
 */
final class BadBodyException extends RuntimeException {
  private static final long serialVersionUID = 1;

  BadBodyException(String message) {
    super(message, null, false, false);
  }
}
