package io.wsgateway.cli;

/** Says in one sentence why a node cannot be drained. */
final class DrainException extends RuntimeException {
  private static final long serialVersionUID = 1;

  DrainException(String sentence) {
    super(sentence, null, false, false);
  }
}
