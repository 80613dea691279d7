package io.wsgateway.effect;

/**
 * How the effect of a key is seen.
 *
 * @param key as declared
 * @param check fails when the value that its group gives the key has no effect
 * @param reason why no effect can be seen; empty when the check sees one
 */
record KeyRow(String key, Check check, String reason) {
  /** Looks at a running process. */
  interface Check {
    void run() throws Exception;
  }

  /** A key whose effect the check sees. */
  static KeyRow seen(String key, Check check) {
    return new KeyRow(key, check, "");
  }

  /** A key whose effect cannot be seen, and why. */
  static KeyRow unseen(String key, String reason) {
    return new KeyRow(key, () -> {}, reason);
  }

  /** The name of the test. */
  @Override
  public String toString() {
    return key + (reason.isEmpty() ? "" : " (not seen: " + reason + ")");
  }
}
