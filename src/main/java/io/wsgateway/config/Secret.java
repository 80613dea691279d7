package io.wsgateway.config;

/** A text that must not be shown: it prints as {@code ***}. */
public final class Secret {
  private final String text;

  private Secret(String text) {
    this.text = text;
  }

  /** Wraps a secret. */
  public static Secret of(String text) {
    return new Secret(text);
  }

  /** The secret itself; never for logs or answers. */
  public String reveal() {
    return text;
  }

  @Override
  public String toString() {
    return "***";
  }
}
