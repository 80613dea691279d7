package io.wsgateway.api;

import io.wsgateway.config.text.NearestName;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * The fields that a method reads, and those of Centrifugo's method of that name that change nothing
 * here. A call with another field is refused: it is a mistake in most cases, and what it asks for
 * would not be done.
 */
final class KnownFields {
  /** How much of an unknown name is repeated. */
  private static final int SHOWN = 40;

  private final Set<String> names;

  private KnownFields(Set<String> names) {
    this.names = Set.copyOf(names);
  }

  /** Makes a set of these. */
  static KnownFields of(String... names) {
    return new KnownFields(Set.of(names));
  }

  /** Makes a set with these, too. */
  KnownFields and(String... more) {
    Set<String> all = new TreeSet<>(names);
    all.addAll(Arrays.asList(more));
    return new KnownFields(all);
  }

  /**
   * Refuses a call with another field.
   *
   * @throws ApiFailure naming the first one, and the known one that is most similar
   */
  void check(JsonFields fields) {
    Optional<String> unknown =
        fields.names().stream().filter(name -> !names.contains(name)).min(String::compareTo);
    if (unknown.isPresent()) {
      throw new ApiFailure(
          ApiError.BAD_REQUEST,
          "unknown field \"" + shown(unknown.get()) + "\"" + hint(unknown.get()));
    }
  }

  private String hint(String unknown) {
    if (names.isEmpty()) {
      return "; this method has none";
    }
    return NearestName.of(unknown, names)
        .map(near -> "; the nearest known one is " + near)
        .orElseGet(
            () -> "; there are " + names.stream().sorted().collect(Collectors.joining(", ")));
  }

  /** Without what could not be read in an answer or a log. */
  private static String shown(String name) {
    String start = name.length() > SHOWN ? name.substring(0, SHOWN) + "…" : name;
    return start.replaceAll("[^\\x20-\\x7e…]|\"", "?");
  }
}
