package io.wsgateway.bench;

/** A run that cannot be made; the message is a whole sentence for the person who asked for it. */
public final class BenchException extends RuntimeException {
  private static final long serialVersionUID = 1;

  BenchException(String message) {
    super(message);
  }

  BenchException(String message, Throwable cause) {
    super(message, cause);
  }
}
