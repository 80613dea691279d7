package io.wsgateway.config;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;

/** Says what was given and what is allowed; never shows a secret. */
final class Given {
  private static final int SHOWN = 60;

  private Given() {}

  /** A text that the key does not take. */
  static String wrong(String text, Shape shape) {
    return show(text, shape) + " is given; allowed: " + Allowed.of(shape);
  }

  /** A value of another kind than the key takes. */
  static String wrongKind(Object given, Shape shape) {
    return kind(given, shape) + " is given; allowed: " + Allowed.of(shape);
  }

  /** A text in quotes, escaped and cut, so that it stays on the line. */
  static String quote(String text) {
    return "\"" + bare(text) + "\"";
  }

  /** A text escaped and cut, so that it stays on the line. */
  static String bare(String text) {
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

  private static String show(String text, Shape shape) {
    return shape.secret() ? "a value" : quote(text);
  }

  private static String kind(Object given, Shape shape) {
    if (given instanceof JsonObject) {
      return "a group of keys";
    }
    return given instanceof JsonArray ? "a list" : show(given.toString(), shape);
  }
}
