package io.wsgateway.config.check;

import java.util.List;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Texts with placeholders in braces: paths of endpoints and names of their channels. */
final class Template {
  /** The placeholder that is filled with the user's id. */
  static final String USER = "user";

  private static final Pattern PLACEHOLDER = Pattern.compile("\\{([a-zA-Z][a-zA-Z0-9]{0,31})}");

  private final String text;

  Template(String text) {
    this.text = text;
  }

  /** The names of the placeholders, in order. */
  List<String> placeholders() {
    return PLACEHOLDER.matcher(text).results().map(match -> match.group(1)).toList();
  }

  /** The text with every placeholder replaced by what stands for its name. */
  String fill(UnaryOperator<String> values) {
    return PLACEHOLDER
        .matcher(text)
        .replaceAll(match -> Matcher.quoteReplacement(values.apply(match.group(1))));
  }

  /** Whether braces remain that are no placeholders. */
  boolean strayBraces() {
    return fill(name -> "").matches("(?s).*[{}].*");
  }
}
