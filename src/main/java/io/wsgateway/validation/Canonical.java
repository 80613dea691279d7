package io.wsgateway.validation;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Writes JSON values as texts that are equal exactly when the values are (JSON Schema Core, section
 * 4.2.2): 1 equals 1.0, and the order of names does not count. Texts, unlike lists and maps, keep a
 * hash table fast when an attacker chooses values with equal hashes.
 */
final class Canonical {
  private final StringBuilder out = new StringBuilder();
  private final Budget budget;

  private Canonical(Budget budget) {
    this.budget = budget;
  }

  static String text(@Nullable Object value, Budget budget) {
    Canonical canonical = new Canonical(budget);
    canonical.write(value);
    return canonical.out.toString();
  }

  private void write(@Nullable Object value) {
    budget.take(1);
    if (value instanceof String text) {
      string(text);
    } else if (value instanceof Number number) {
      out.append(number(number));
    } else if (value instanceof Map<?, ?> object) {
      object(object);
    } else if (value instanceof List<?> array) {
      out.append('[');
      for (Object element : array) {
        write(element);
        out.append(',');
      }
      out.append(']');
    } else {
      out.append(value);
    }
  }

  private void object(Map<?, ?> object) {
    List<String> names = new ArrayList<>(object.size());
    object.keySet().forEach(name -> names.add((String) name));
    Collections.sort(names);
    out.append('{');
    for (String name : names) {
      string(name);
      write(object.get(name));
    }
    out.append('}');
  }

  /** With its length, so that no text can look like the end of another. */
  private void string(String text) {
    budget.take(text.length() / 16);
    out.append('"').append(text.length()).append(':').append(text);
  }

  private static String number(Number number) {
    if (number instanceof Double real) {
      return Double.isInfinite(real)
          ? real.toString()
          : plain(BigDecimal.valueOf(real).stripTrailingZeros());
    }
    return number.toString();
  }

  /** A double has at most 309 digits before its point. */
  private static String plain(BigDecimal number) {
    return number.signum() == 0 ? "0" : number.toPlainString();
  }
}
