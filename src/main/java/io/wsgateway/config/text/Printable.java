package io.wsgateway.config.text;

/** Shows a text from outside in a message: escaped and cut, so that it stays on the line. */
public final class Printable {
  private static final int SHOWN = 60;

  private Printable() {}

  /** The text in quotes. */
  public static String quoted(String text) {
    return "\"" + escaped(text) + "\"";
  }

  /** The text without quotes. */
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
