package io.wsgateway.config.tls;

/** Signals that a file for TLS cannot be used; the message is one sentence for the operator. */
public final class TlsFileException extends Exception {
  private static final long serialVersionUID = 1;

  private final String key;

  /** Creates it for a key below the group: {@code .cert}, {@code .key}, or empty for the pair. */
  TlsFileException(String key, String sentence) {
    super(sentence, null, false, false);
    this.key = key;
  }

  /** Returns the full name of the key with the problem, below the group {@code tls}. */
  public String key(String tls) {
    return tls + key;
  }
}
