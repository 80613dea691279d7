package io.wsgateway.config.text;

/**
 * Signals that a text is not valid JSON, or not valid YAML; it may be valid in the other format.
 */
final class SyntaxProblem extends YamlProblem {
  private static final long serialVersionUID = 1;

  private final int line;
  private final int column;

  /** Line and column count from 1. */
  SyntaxProblem(String message, int line, int column) {
    super(message, line, column);
    this.line = line;
    this.column = column;
  }

  boolean isAfter(SyntaxProblem other) {
    return line > other.line || (line == other.line && column > other.column);
  }
}
