package io.wsgateway.config.jwt;

/** Signals that a key for tokens cannot be used; the message holds nothing of the key. */
public final class TokenKeyException extends Exception {
  private static final long serialVersionUID = 1;

  private final String key;

  /**
   * Creates it.
   *
   * @param key the configuration key below the token key's group: {@code .secret}, {@code
   *     .publicKey} or {@code .kid}; empty for a key of a set
   * @param predicate follows the name of that key
   */
  TokenKeyException(String key, String predicate) {
    super(predicate, null, false, false);
    this.key = key;
  }

  /** Returns the full name of the configuration key, below a group such as {@code keys[0]}. */
  public String key(String group) {
    return group + key;
  }
}
