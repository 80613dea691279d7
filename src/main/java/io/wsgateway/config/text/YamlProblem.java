package io.wsgateway.config.text;

/**
 * Signals that a text is not the expected YAML or JSON; the message follows the name of the text.
 */
public class YamlProblem extends RuntimeException {
  private static final long serialVersionUID = 1;

  YamlProblem(String message) {
    super(message, null, false, false);
  }

  /** Creates a problem at a place in the text; line and column count from 1. */
  YamlProblem(String message, int line, int column) {
    this(message, line, column, "");
  }

  /** Creates a problem with a text that follows the place in the message. */
  YamlProblem(String message, int line, int column, String more) {
    this(message + " (line " + line + ", column " + column + ")" + more);
  }

  public String sentence() {
    return String.valueOf(getMessage());
  }
}
