package io.wsgateway.config.check;

import java.util.List;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A text with placeholders in braces: the path of an endpoint or the name of its channel. */
final class Template {
  /** The placeholder for the id of the user. */
  static final String USER = "user";

  private static final Pattern PLACEHOLDER = Pattern.compile("\\{([a-zA-Z][a-zA-Z0-9]{0,31})}");

  private final String text;

  Template(String text) {
    this.text = text;
  }

  /** Returns the names of the placeholders, in order. */
  List<String> placeholders() {
    return PLACEHOLDER.matcher(text).results().map(match -> match.group(1)).toList();
  }

  /** Returns the text with every placeholder replaced by the value for its name. */
  String fill(UnaryOperator<String> values) {
    return PLACEHOLDER
        .matcher(text)
        .replaceAll(match -> Matcher.quoteReplacement(values.apply(match.group(1))));
  }

  /** Whether the text has braces that are not part of a placeholder. */
  boolean strayBraces() {
    return fill(name -> "").matches("(?s).*[{}].*");
  }
}
