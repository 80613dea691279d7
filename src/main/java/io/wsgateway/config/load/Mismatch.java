package io.wsgateway.config.load;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.wsgateway.config.schema.AllowedValues;
import io.wsgateway.config.schema.Shape;
import io.wsgateway.config.text.Printable;

/** Writes messages that name the given value and the allowed ones; never shows a secret. */
final class Mismatch {
  private Mismatch() {}

  /** Describes a text that the key does not accept. */
  static String value(String text, Shape shape) {
    return show(text, shape) + " is given; allowed: " + AllowedValues.of(shape);
  }

  /** Describes a value of another kind than the key accepts. */
  static String kind(Object given, Shape shape) {
    return shown(given, shape) + " is given; allowed: " + AllowedValues.of(shape);
  }

  private static String show(String text, Shape shape) {
    return shape.secret() ? "a value" : Printable.quoted(text);
  }

  private static String shown(Object given, Shape shape) {
    if (given instanceof JsonObject) {
      return "a group of keys";
    }
    return given instanceof JsonArray ? "a list" : show(given.toString(), shape);
  }
}
