package io.wsgateway.config.text;

import java.util.HashMap;
import java.util.Map;

/** Holds what the JSON and YAML readers share: limits, the lines of keys, and messages. */
final class ReadTree {
  private static final int MAX_VALUES = 100_000;
  private static final int MAX_DEPTH = 50;

  private final Map<String, Integer> lines = new HashMap<>();
  private int values;

  /** Counts a value; fails if there are too many values or they are nested too deep. */
  void enter(int depth, int line, int column) {
    if (depth > MAX_DEPTH) {
      throw new YamlProblem(
          "is nested deeper than " + MAX_DEPTH + " levels, or has an alias that contains itself",
          line,
          column);
    }
    if (++values > MAX_VALUES) {
      throw new YamlProblem(
          "has more than " + MAX_VALUES + " values, including those of aliases", line, column);
    }
  }

  /** Records the line of a key. */
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
        ": merge the two into one");
  }

  static YamlProblem secondDocument(int line, int column) {
    return new YamlProblem("contains more than one document: remove all except one", line, column);
  }
}
