package io.wsgateway.auth;

/** What a user's id ({@code sub}) may be: names, logs and channels can hold it. */
public final class UserId {
  /** The most characters, each one byte. */
  public static final int MAX = 128;

  private UserId() {}

  /** Whether a text is at most {@link #MAX} printable ASCII characters without spaces. */
  public static boolean fits(String text) {
    return text.length() <= MAX && text.chars().allMatch(c -> c >= '!' && c <= '~');
  }
}
