package io.wsgateway.validation;

/**
 * Counts the work of checking one message, and ends it when it is too much: a few bytes can cause
 * much work in a schema that combines others.
 */
final class Budget {
  /** Ends a check that costs too much. */
  static final class Exceeded extends RuntimeException {
    private static final long serialVersionUID = 1;

    private Exceeded() {
      super("", null, false, false);
    }
  }

  private long left;

  /** Starts again with so many steps; a step takes about as long as comparing a few values. */
  void start(long steps) {
    left = steps;
  }

  /** Takes steps. */
  void take(long steps) {
    left -= steps;
    if (left < 0) {
      throw new Exceeded();
    }
  }
}
