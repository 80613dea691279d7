package io.wsgateway.config.text;

/** Escapes and truncates a text from outside, so that it fits into one line of a message. */
public final class Printable {
  private static final int SHOWN = 60;

  private Printable() {}

  /** Returns the text in quotes. */
  public static String quoted(String text) {
    return "\"" + escaped(text) + "\"";
  }

  /** Returns the text without quotes. */
  public static String escaped(String text) {
    StringBuilder shown = new StringBuilder();
    text.codePoints()
        .limit(SHOWN)
        .forEach(
            c -> {
              if (Character.isISOControl(c) || Character.getType(c) == Character.SURROGATE) {
                shown.append(String.format("\\u%04x", c));
              } else {
                shown.appendCodePoint(c);
              }
            });
    return shown + (text.codePointCount(0, text.length()) > SHOWN ? "…" : "");
  }
}
