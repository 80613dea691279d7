package io.wsgateway.validation;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Makes the rules of the objects of a schema. */
final class NodeRules {
  /** The longest regular expression, in characters, and the largest program made of one. */
  private static final int MAX_PATTERN = 1000;

  private NodeRules() {}

  static NodeRule of(Map<?, ?> given, String pointer) throws SchemaProblem {
    int weight = 0;
    for (Object value : given.values()) {
      weight +=
          value instanceof Map<?, ?> object
              ? object.size()
              : value instanceof List<?> list ? list.size() : 1;
    }
    Object format = given.get("format");
    return new NodeRule(
        weight,
        pattern(given.get("pattern"), Pointers.child(pointer, "pattern")),
        format instanceof String name && Formats.isChecked(name) ? name : null,
        Boolean.TRUE.equals(given.get("uniqueItems")),
        allowed(given));
  }

  private static @Nullable Pattern pattern(@Nullable Object given, String at) throws SchemaProblem {
    if (given == null) {
      return null;
    }
    String text = String.valueOf(given);
    if (text.length() <= MAX_PATTERN) {
      try {
        Pattern pattern = Pattern.compile(text);
        if (pattern.programSize() <= MAX_PATTERN) {
          return pattern;
        }
      } catch (PatternSyntaxException e) {
        throw new SchemaProblem(
            at,
            "is not a regular expression in RE2 syntax, which has no look-around and no"
                + " back-references: "
                + e.getDescription());
      }
    }
    throw new SchemaProblem(
        at, "is too long for a regular expression, or its repetitions multiply; simplify it");
  }

  private static @Nullable Set<String> allowed(Map<?, ?> given) {
    Budget unlimited = new Budget();
    unlimited.start(Long.MAX_VALUE);
    Set<String> allowed = null;
    if (given.get("enum") instanceof List<?> values) {
      allowed = new HashSet<>();
      for (Object value : values) {
        allowed.add(Canonical.text(value, unlimited));
      }
    }
    if (given.containsKey("const")) {
      Set<String> only = Set.of(Canonical.text(given.get("const"), unlimited));
      if (allowed == null) {
        return only;
      }
      allowed.retainAll(only);
    }
    return allowed;
  }
}
