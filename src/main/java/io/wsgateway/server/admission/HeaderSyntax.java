package io.wsgateway.server.admission;

/**
 * Checks the values of headers that every upgrade has. Regular expressions would cost each upgrade
 * several times as much.
 */
final class HeaderSyntax {
  private static final int MAX_NAME = 253;
  private static final int MAX_ADDRESS = 45;
  private static final int MAX_PORT_DIGITS = 5;

  /** 16 bytes in Base64: 22 characters and the padding. */
  private static final int KEY_CHARS = 22;

  private HeaderSyntax() {}

  /** Returns whether a {@code Host} is a name or an IPv6 address in brackets, and maybe a port. */
  static boolean isHost(String text) {
    int end = text.startsWith("[") ? addressEnd(text) : nameEnd(text);
    return end > 0 && (end == text.length() || isPort(text, end));
  }

  /** Returns whether a {@code Sec-WebSocket-Key} is the Base64 of 16 bytes. */
  static boolean isKey(String text) {
    if (text.length() != KEY_CHARS + 2 || !text.endsWith("==")) {
      return false;
    }
    for (int i = 0; i < KEY_CHARS - 1; i++) {
      char c = text.charAt(i);
      if (!isLetterOrDigit(c) && c != '+' && c != '/') {
        return false;
      }
    }
    // The last character stands for two bits.
    return "AQgw".indexOf(text.charAt(KEY_CHARS - 1)) >= 0;
  }

  /** Returns where the name ends; -1 if there is none. */
  private static int nameEnd(String text) {
    int end = 0;
    while (end < text.length() && isNameChar(text.charAt(end))) {
      end++;
    }
    return end == 0 || end > MAX_NAME ? -1 : end;
  }

  /** Returns where the closing bracket ends; -1 if what is in the brackets is no address. */
  private static int addressEnd(String text) {
    int close = text.indexOf(']');
    if (close < 3 || close > MAX_ADDRESS + 1) {
      return -1;
    }
    for (int i = 1; i < close; i++) {
      char c = text.charAt(i);
      if (!isHex(c) && c != ':' && c != '.') {
        return -1;
      }
    }
    return close + 1;
  }

  private static boolean isPort(String text, int colon) {
    int digits = text.length() - colon - 1;
    if (text.charAt(colon) != ':' || digits < 1 || digits > MAX_PORT_DIGITS) {
      return false;
    }
    for (int i = colon + 1; i < text.length(); i++) {
      if (!isDigit(text.charAt(i))) {
        return false;
      }
    }
    return true;
  }

  private static boolean isNameChar(char c) {
    return isLetterOrDigit(c) || c == '.' || c == '-' || c == '_' || c == '~';
  }

  private static boolean isLetterOrDigit(char c) {
    return isDigit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
  }

  private static boolean isHex(char c) {
    return isDigit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }
}
