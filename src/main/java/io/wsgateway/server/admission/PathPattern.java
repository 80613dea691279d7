package io.wsgateway.server.admission;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An endpoint's path. A whole segment may be a placeholder, as in {@code /rooms/{room}}; it stands
 * for 1 to 64 letters, digits, {@code _} or {@code -}, so that a value can never be a path, a
 * wildcard or another channel. Everything else is compared as received: nothing is decoded.
 */
public final class PathPattern {
  private static final String VALUE = "([a-zA-Z0-9_-]{1,64})";
  private static final Pattern PLACEHOLDER = Pattern.compile("\\{([a-zA-Z0-9_]+)}");

  private final String text;
  private final List<String> names;
  private final Pattern pattern;

  private PathPattern(String text, List<String> names, Pattern pattern) {
    this.text = text;
    this.names = names;
    this.pattern = pattern;
  }

  /** Parses a pattern; invalid text fails with an {@link IllegalArgumentException}. */
  public static PathPattern parse(String text) {
    if (!text.startsWith("/")) {
      throw new IllegalArgumentException("a path starts with /: " + text);
    }
    List<String> names = new ArrayList<>();
    StringBuilder regex = new StringBuilder();
    for (String segment : text.substring(1).split("/", -1)) {
      Matcher placeholder = PLACEHOLDER.matcher(segment);
      if (placeholder.matches()) {
        names.add(placeholder.group(1));
        regex.append('/').append(VALUE);
      } else if (segment.contains("{") || segment.contains("}")) {
        throw new IllegalArgumentException("a placeholder is a whole segment: " + text);
      } else {
        regex.append('/').append(Pattern.quote(segment));
      }
    }
    if (names.stream().distinct().count() < names.size()) {
      throw new IllegalArgumentException("a placeholder stands there twice: " + text);
    }
    return new PathPattern(text, List.copyOf(names), Pattern.compile(regex.toString()));
  }

  /** Returns the values of the placeholders if the path matches. */
  public Optional<Map<String, String>> match(String path) {
    Matcher matcher = pattern.matcher(path);
    if (!matcher.matches()) {
      return Optional.empty();
    }
    Map<String, String> values = new LinkedHashMap<>();
    for (int i = 0; i < names.size(); i++) {
      values.put(names.get(i), matcher.group(i + 1));
    }
    return Optional.of(values);
  }

  /** Returns whether it has no placeholder, so that exactly one path matches. */
  public boolean isLiteral() {
    return names.isEmpty();
  }

  /** Returns the pattern as configured. */
  @Override
  public String toString() {
    return text;
  }
}
