package io.wsgateway.hooks.connect;

/** Tells what is wrong with the answer of a backend. Has no stack trace. */
final class ConnectFault extends Exception {
  private static final long serialVersionUID = 1L;

  /** Makes a fault; the sentence repeats nothing of the answer. */
  ConnectFault(String sentence) {
    super(sentence, null, false, false);
  }

  /** The sentence. */
  String sentence() {
    return String.valueOf(getMessage());
  }
}
