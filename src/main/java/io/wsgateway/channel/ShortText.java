package io.wsgateway.channel;

/** The beginning of a text that may be too long. */
public final class ShortText {
  private ShortText() {}

  /** Returns at most so many characters, and no half of a pair of surrogates at the end. */
  public static String of(String text, int max) {
    if (text.length() <= max) {
      return text;
    }
    return text.substring(0, Character.isHighSurrogate(text.charAt(max - 1)) ? max - 1 : max);
  }
}
