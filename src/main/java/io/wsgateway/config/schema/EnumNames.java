package io.wsgateway.config.schema;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Converts between enum values and their words: {@code DROP_OLDEST} is {@code dropOldest}. */
public final class EnumNames {
  private EnumNames() {}

  public static String of(Enum<?> value) {
    String name = value.toString();
    if (!name.equals(value.name()) || name.chars().anyMatch(Character::isDigit)) {
      // A standard defines the name, such as HS256.
      return name;
    }
    StringBuilder word = new StringBuilder();
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      if (c != '_') {
        boolean upper = i > 0 && name.charAt(i - 1) == '_';
        word.append(upper ? c : Character.toLowerCase(c));
      }
    }
    return word.toString();
  }

  public static List<String> all(Class<?> type) {
    return constants(type).stream().map(EnumNames::of).toList();
  }

  public static Optional<Enum<?>> find(Class<?> type, String word) {
    return constants(type).stream().filter(value -> of(value).equals(word)).findFirst();
  }

  public static List<Enum<?>> constants(Class<?> type) {
    return Arrays.stream(type.getEnumConstants()).<Enum<?>>map(c -> (Enum<?>) c).toList();
  }
}
