package io.wsgateway.config.text;

/** A text is not the YAML or JSON that is wanted; the message is the end of a sentence about it. */
public class YamlProblem extends RuntimeException {
  private static final long serialVersionUID = 1;

  YamlProblem(String message) {
    super(message, null, false, false);
  }

  /** A problem at a place of the text; line and column count from 1. */
  YamlProblem(String message, int line, int column) {
    this(message, line, column, "");
  }

  /** The same, with what follows the place in the sentence. */
  YamlProblem(String message, int line, int column, String more) {
    this(message + " (line " + line + ", column " + column + ")" + more);
  }

  public String sentence() {
    return String.valueOf(getMessage());
  }
}
