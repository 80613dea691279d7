package io.wsgateway.config.text;

import java.util.HashMap;
import java.util.Map;

/** What reading JSON and YAML have in common: limits, the lines of keys, and sentences. */
final class ReadTree {
  private static final int MAX_VALUES = 100_000;
  private static final int MAX_DEPTH = 50;

  private final Map<String, Integer> lines = new HashMap<>();
  private int values;

  /** Counts a value; there is an end to how many there may be, and to how deep. */
  void enter(int depth, int line, int column) {
    if (depth > MAX_DEPTH) {
      throw new YamlProblem(
          "is nested deeper than " + MAX_DEPTH + " levels, or has an alias that holds itself",
          line,
          column);
    }
    if (++values > MAX_VALUES) {
      throw new YamlProblem(
          "has more than " + MAX_VALUES + " values, those of every alias counted", line, column);
    }
  }

  /** Remembers where a key stands. */
  void note(String path, int line) {
    lines.put(path, line);
  }

  Map<String, Integer> lines() {
    return lines;
  }

  static YamlProblem twice(String key, int line, int column) {
    return new YamlProblem(
        "has the key " + Printable.quoted(key) + " twice",
        line,
        column,
        ": leave one, which may hold what both do");
  }

  static YamlProblem secondDocument(int line, int column) {
    return new YamlProblem("holds more than one document: leave one", line, column);
  }
}
