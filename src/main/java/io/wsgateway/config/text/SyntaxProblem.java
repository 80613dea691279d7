package io.wsgateway.config.text;

/** A text does not follow the grammar of JSON or of YAML; it may follow that of the other. */
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
