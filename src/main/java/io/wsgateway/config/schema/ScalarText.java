package io.wsgateway.config.schema;

import io.wsgateway.config.Key;
import java.util.Optional;

/**
 * Reads single values. Every source gives a value as text, and the declared type of the key decides
 * what it means, so {@code 00123} stays a text for a key that accepts text.
 */
final class ScalarText {
  private ScalarText() {}

  /** Returns the value; empty if the key does not accept it. */
  static Optional<Object> parse(Shape.Scalar scalar, String text) {
    Class<?> type = scalar.type();
    if (type == boolean.class) {
      return switch (text) {
        case "true" -> Optional.of(true);
        case "false" -> Optional.of(false);
        default -> Optional.empty();
      };
    }
    if (type == int.class || type == long.class) {
      Optional<Long> number = number(scalar.key(), text);
      return type == int.class ? number.map(Math::toIntExact) : number.map(n -> n);
    }
    if (type.isEnum()) {
      return EnumNames.find(type, text).map(value -> value);
    }
    return text.matches(pattern(scalar.key())) ? Optional.of(text) : Optional.empty();
  }

  private static String pattern(Key key) {
    return key.pattern().isEmpty() ? "(?s).*" : key.pattern();
  }

  private static Optional<Long> number(Key key, String text) {
    // Longer numbers are out of every range, and could overflow.
    if (!text.matches("-?[0-9]{1,18}")) {
      return Optional.empty();
    }
    long number = Long.parseLong(text);
    return number < key.min() || number > key.max() ? Optional.empty() : Optional.of(number);
  }
}
