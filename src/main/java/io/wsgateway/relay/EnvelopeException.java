package io.wsgateway.relay;

/** Bytes that are no envelope this release can read. */
final class EnvelopeException extends Exception {
  private static final long serialVersionUID = 1L;

  EnvelopeException(String message) {
    super(message);
  }
}
