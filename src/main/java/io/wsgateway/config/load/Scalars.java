package io.wsgateway.config.load;

import io.wsgateway.config.Secret;
import io.wsgateway.config.check.Problems;
import io.wsgateway.config.schema.EnumNames;
import io.wsgateway.config.schema.Shape.Scalar;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads single values, and reports problems with them. */
final class Scalars {
  /** A size with a unit; the configuration needs plain numbers, and the message suggests one. */
  private static final Pattern SIZE = Pattern.compile("([0-9]{1,6}) ?([kKmMgG])[iI]?[bB]?");

  private Scalars() {}

  /** Returns the value, or reports a problem and returns empty. */
  static Optional<Object> read(Scalar scalar, Object given, String path, Problems problems) {
    if (!(given instanceof String || given instanceof Number || given instanceof Boolean)) {
      problems.add(path, Mismatch.kind(given, scalar));
      return Optional.empty();
    }
    String text = given.toString();
    if (scalar.type() == Secret.class) {
      return SecretFiles.resolve(text, path, problems).map(secret -> secret);
    }
    Optional<Object> value = scalar.parse(text);
    if (value.isEmpty()) {
      problems.add(path, Mismatch.value(text, scalar) + hint(text, scalar.key().unit()));
    }
    return value;
  }

  /** Returns a stand-in for a value that has a problem, so that the rest can be checked, too. */
  static Object substitute(Scalar scalar) {
    if (!scalar.key().initial().isEmpty()) {
      return scalar.initial();
    }
    Class<?> type = scalar.type();
    if (type.isEnum()) {
      return EnumNames.constants(type).get(0);
    }
    if (type == int.class) {
      return Math.toIntExact(scalar.key().min());
    }
    return type == Secret.class ? Secret.of("") : "";
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
