package io.wsgateway.channel;

/** Makes text from outside safe for one line of a log. */
public final class LogText {
  /** How much of a user's id is logged. */
  private static final int USER_LENGTH = 128;

  private LogText() {}

  /**
   * Returns a user's id as the value of a log field. The log's formats escape it; here it is only
   * truncated, because it may be as long as a token.
   */
  public static String ofUser(String user) {
    return user.length() <= USER_LENGTH ? user : user.substring(0, USER_LENGTH) + "...";
  }

  /**
   * Escapes everything that could break a line, move a terminal's cursor or change the reading
   * direction as {@code \\uXXXX}, and truncates after {@code max} characters. A backslash is
   * doubled, so that text cannot imitate an escape.
   */
  public static String escape(String text, int max) {
    StringBuilder safe = new StringBuilder(Math.min(text.length(), max) + 8);
    int end = Math.min(text.length(), max);
    append(safe, text, end, "\\");
    return end < text.length() ? safe.append("...").toString() : safe.toString();
  }

  /**
   * Appends a text with everything harmful written as {@code \\uXXXX}.
   *
   * @param marked characters that get a backslash before them
   */
  public static void append(StringBuilder line, String text, String marked) {
    append(line, text, text.length(), marked);
  }

  private static void append(StringBuilder line, String text, int end, String marked) {
    for (int i = 0; i < end; i++) {
      char c = text.charAt(i);
      if (isPair(text, i, end)) {
        line.append(c).append(text.charAt(++i));
      } else if (isPlain(c)) {
        line.append(marked.indexOf(c) < 0 ? "" : "\\").append(c);
      } else {
        line.append(String.format("\\u%04x", (int) c));
      }
    }
  }

  private static boolean isPair(String text, int at, int end) {
    return at + 1 < end
        && Character.isSurrogatePair(text.charAt(at), text.charAt(at + 1))
        && isPlainType(text.codePointAt(at));
  }

  private static boolean isPlain(char c) {
    return c == ' ' || isPlainType(c);
  }

  /** Neither control, format (direction marks, zero width) nor separator, surrogate, unassigned. */
  private static boolean isPlainType(int codePoint) {
    return switch (Character.getType(codePoint)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.SURROGATE,
          Character.UNASSIGNED,
          Character.PRIVATE_USE,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR,
          Character.SPACE_SEPARATOR ->
          false;
      default -> true;
    };
  }
}
