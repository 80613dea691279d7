package io.wsgateway.config;

/** Holds a text that must not be shown; it prints as {@code ***}. */
public final class Secret {
  private final String text;
  private final boolean read;

  private Secret(String text, boolean read) {
    this.text = text;
    this.read = read;
  }

  /** Wraps a secret. */
  public static Secret of(String text) {
    return new Secret(text, true);
  }

  /** Stands for a secret whose file is not to be read; its value cannot be checked. */
  public static Secret unread() {
    return new Secret("", false);
  }

  public boolean isRead() {
    return read;
  }

  /** Returns the secret; never for logs or responses. */
  public String reveal() {
    return text;
  }

  @Override
  public String toString() {
    return "***";
  }
}
