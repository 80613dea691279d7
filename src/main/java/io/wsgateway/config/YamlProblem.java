package io.wsgateway.config;

/** A text is not the YAML that is wanted; the message is the end of a sentence about it. */
final class YamlProblem extends RuntimeException {
  private static final long serialVersionUID = 1;

  YamlProblem(String message) {
    super(message, null, false, false);
  }

  String sentence() {
    return String.valueOf(getMessage());
  }
}
