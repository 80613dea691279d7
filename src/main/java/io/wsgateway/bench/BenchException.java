package io.wsgateway.bench;

/** Signals that a run is not possible; the message is a complete sentence for the user. */
public final class BenchException extends RuntimeException {
  private static final long serialVersionUID = 1;

  BenchException(String message) {
    super(message);
  }

  BenchException(String message, Throwable cause) {
    super(message, cause);
  }
}
