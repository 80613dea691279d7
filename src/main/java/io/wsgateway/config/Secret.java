package io.wsgateway.config;

/** A text that must not be shown: it prints as {@code ***}. */
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

  /** Stands in for a secret whose file is not to be read; nothing can be said about it. */
  public static Secret unread() {
    return new Secret("", false);
  }

  public boolean isRead() {
    return read;
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
