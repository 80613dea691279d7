package io.wsgateway.auth;

/** Tells why a key set could not be read; the message is a sentence for the operator. */
final class KeySetException extends Exception {
  private static final long serialVersionUID = 1L;

  KeySetException(String sentence) {
    super(sentence, null, false, false);
  }
}
