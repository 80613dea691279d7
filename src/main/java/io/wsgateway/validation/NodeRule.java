package io.wsgateway.validation;

import com.google.re2j.Pattern;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What the gateway checks itself in one object of a schema, because the library would need too much
 * time: it compares each item of an array with each other one, and its regular expressions
 * backtrack.
 *
 * @param weight the steps that the library needs for this object at least
 * @param pattern the regular expression for texts; null if there is none
 * @param format the name of a checked format; null if there is none
 * @param unique whether the items of arrays must differ
 * @param allowed the allowed values as canonical texts; null if all are
 */
record NodeRule(
    int weight,
    @Nullable Pattern pattern,
    @Nullable String format,
    boolean unique,
    @Nullable Set<String> allowed) {
  /** The steps that the library needs for one value at least. */
  private static final int VALUE = 4;

  /** Returns what is wrong with a value, or null. */
  @Nullable String problem(@Nullable Object instance, Budget budget) {
    Object value = plain(instance);
    budget.take(VALUE + weight + size(value) / 2);
    if (allowed != null && !allowed.contains(Canonical.text(value, budget))) {
      return "is none of the allowed values";
    }
    if (value instanceof String text) {
      return text(text, budget);
    }
    return unique && value instanceof List<?> items && hasTwice(items, budget)
        ? "has an item twice"
        : null;
  }

  private @Nullable String text(String text, Budget budget) {
    if (pattern != null) {
      // The engine visits each instruction of the program at most once per character.
      budget.take((long) text.length() * pattern.programSize() / 16);
      if (!pattern.matcher(text).find()) {
        return "does not match the pattern";
      }
    }
    return format == null || Formats.fits(format, text) ? null : "is not a valid " + format;
  }

  private static boolean hasTwice(List<?> items, Budget budget) {
    Set<String> seen = new HashSet<>();
    for (Object item : items) {
      if (!seen.add(Canonical.text(item, budget))) {
        return true;
      }
    }
    return false;
  }

  private static @Nullable Object plain(@Nullable Object instance) {
    if (instance instanceof JsonObject object) {
      return object.getMap();
    }
    return instance instanceof JsonArray array ? array.getList() : instance;
  }

  private static int size(@Nullable Object value) {
    if (value instanceof Map<?, ?> object) {
      return object.size();
    }
    if (value instanceof List<?> array) {
      return array.size();
    }
    return value instanceof String text ? text.length() / 16 : 0;
  }
}
