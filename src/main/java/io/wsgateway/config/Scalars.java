package io.wsgateway.config;

import io.wsgateway.config.Shape.Scalar;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads single values. Whatever the source, a value comes as text and the key's declared type says
 * what it is, so that {@code 00123} stays a text where a text is wanted.
 */
final class Scalars {
  /** As people write sizes; ours are plain numbers. */
  private static final Pattern SIZE = Pattern.compile("([0-9]{1,6}) ?([kKmMgG])[iI]?[bB]?");

  private Scalars() {}

  /** The value, or empty with a problem reported. */
  static Optional<Object> read(Scalar scalar, Object given, String path, Problems problems) {
    if (!(given instanceof String || given instanceof Number || given instanceof Boolean)) {
      problems.add(path, Given.wrongKind(given, scalar));
      return Optional.empty();
    }
    String text = given.toString();
    if (scalar.type() == Secret.class) {
      return SecretFiles.resolve(text, path, problems).map(secret -> secret);
    }
    Optional<Object> value = convert(scalar, text);
    if (value.isEmpty()) {
      problems.add(path, Given.wrong(text, scalar) + hint(text, scalar.key().unit()));
    }
    return value;
  }

  /** Stands in for a value that has a problem, so that the rest can be checked as well. */
  static Object substitute(Scalar scalar) {
    if (!scalar.key().initial().isEmpty()) {
      return initial(scalar);
    }
    Class<?> type = scalar.type();
    if (type.isEnum()) {
      return Words.constants(type).get(0);
    }
    if (type == int.class) {
      return Math.toIntExact(scalar.key().min());
    }
    return type == Secret.class ? Secret.of("") : "";
  }

  static Object initial(Scalar scalar) {
    return convert(scalar, scalar.key().initial())
        .orElseThrow(() -> new IllegalStateException("bad default of " + scalar.key()));
  }

  private static Optional<Object> convert(Scalar scalar, String text) {
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
      return Words.find(type, text).map(value -> value);
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

  private static String hint(String text, String unit) {
    Matcher size = SIZE.matcher(text);
    if (size.matches() && unit.startsWith("bytes")) {
      int power = 1 + "kmg".indexOf(size.group(2).toLowerCase(Locale.ROOT));
      return "; write " + (Long.parseLong(size.group(1)) << (10 * power));
    }
    return text.startsWith("tcp://")
        ? "; this looks like a Kubernetes service link: set enableServiceLinks: false in the pod"
        : "";
  }
}
