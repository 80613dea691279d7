package io.wsgateway.config.tls;

/** A file of TLS cannot be used; the message is one sentence for the operator. */
public final class TlsFileException extends Exception {
  private static final long serialVersionUID = 1;

  private final String key;

  /** Says why, about a key below the group: {@code .cert}, {@code .key}, or empty for the pair. */
  TlsFileException(String key, String sentence) {
    super(sentence, null, false, false);
    this.key = key;
  }

  /** The key to blame, below the group {@code tls}. */
  public String key(String tls) {
    return tls + key;
  }
}
