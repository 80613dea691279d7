package io.wsgateway.config.schema;

import io.wsgateway.config.Key;
import java.util.Optional;

/**
 * Reads single values. Whatever the source, a value comes as text and the key's declared type says
 * what it is, so that {@code 00123} stays a text where a text is wanted.
 */
final class ScalarText {
  private ScalarText() {}

  /** The value; empty if the key does not take it. */
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
    // Longer ones are out of every range; this spares parsing what overflows.
    if (!text.matches("-?[0-9]{1,18}")) {
      return Optional.empty();
    }
    long number = Long.parseLong(text);
    return number < key.min() || number > key.max() ? Optional.empty() : Optional.of(number);
  }
}
