package io.wsgateway.relay;

/** Reports bytes that this release cannot read as an envelope or a beacon. */
final class EnvelopeException extends Exception {
  private static final long serialVersionUID = 1L;

  EnvelopeException(String message) {
    super(message);
  }
}
