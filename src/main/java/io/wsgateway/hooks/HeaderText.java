package io.wsgateway.hooks;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.HexFormat;

/** Makes the values of HTTP headers from texts that clients may choose. */
public final class HeaderText {
  private HeaderText() {}

  /**
   * Returns a text with each byte of its UTF-8 that is not visible ASCII, and each {@code %},
   * percent-encoded as in a URL, so that no two texts become the same.
   */
  public static String encoded(String text) {
    if (text.chars().allMatch(HeaderText::isPlain)) {
      return text;
    }
    StringBuilder encoded = new StringBuilder();
    for (byte b : text.getBytes(UTF_8)) {
      if (isPlain(b)) {
        encoded.append((char) b);
      } else {
        encoded.append('%').append(HexFormat.of().withUpperCase().toHexDigits(b));
      }
    }
    return encoded.toString();
  }

  /** Returns the value of a received header with a space for each control character. */
  public static String passed(String value) {
    StringBuilder passed = new StringBuilder(value.length());
    value
        .chars()
        .map(c -> Character.isISOControl(c) ? ' ' : c)
        .forEach(c -> passed.append((char) c));
    return passed.toString().strip();
  }

  private static boolean isPlain(int c) {
    return c > 0x20 && c < 0x7f && c != '%';
  }
}
