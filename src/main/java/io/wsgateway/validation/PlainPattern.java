package io.wsgateway.validation;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * Decides which regular expressions the library may apply to names ({@code patternProperties}). It
 * uses the JDK's engine, which backtracks: with one repetition after {@code ^}, the time grows with
 * the length of the name only.
 */
final class PlainPattern {
  private static final Pattern ITEM =
      Pattern.compile(
          "(?:\\\\[dDwWsS]|\\\\[^A-Za-z0-9]|\\[\\^?(?:[^\\[\\]\\\\&]|\\\\[dDwWsS]|\\\\[^A-Za-z0-9])+\\]"
              + "|[^\\\\\\[\\](){}*+?|^$])(?<repeat>[*+?]|\\{\\d{1,3}(?<range>,\\d{0,3})?\\})?");

  private PlainPattern() {}

  static boolean accepts(String pattern) {
    boolean anchored = pattern.startsWith("^");
    int at = anchored ? 1 : 0;
    int end = pattern.endsWith("$") && !pattern.endsWith("\\$") ? pattern.length() - 1 : -1;
    int repetitions = 0;
    Matcher item = ITEM.matcher(pattern);
    while (at < pattern.length() && at != end) {
      if (!item.region(at, pattern.length()).lookingAt()) {
        return false;
      }
      String repeat = item.group("repeat");
      repetitions += repeat == null || isFixed(repeat, item.group("range") != null) ? 0 : 1;
      at = item.end();
    }
    return (repetitions == 0 || (anchored && repetitions == 1)) && compiles(pattern);
  }

  private static boolean isFixed(String repeat, boolean range) {
    return repeat.startsWith("{") && !range;
  }

  private static boolean compiles(String pattern) {
    try {
      Pattern.compile(pattern);
      return true;
    } catch (PatternSyntaxException e) {
      return false;
    }
  }
}
