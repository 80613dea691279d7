package io.wsgateway.config.load;

import java.util.List;

/**
 * Signals that a configuration cannot be used, with one line per problem; no line shows a secret.
 */
public final class ConfigException extends RuntimeException {
  private static final long serialVersionUID = 1;

  @SuppressWarnings("serial") // never serialized
  private final List<String> problems;

  /** Makes it with at least one line. */
  public ConfigException(List<String> problems) {
    // No stack trace: the lines have all details, and the place in the code does not help the user.
    super(String.join("\n", problems), null, false, false);
    this.problems = List.copyOf(problems);
  }

  /** Returns one line per problem. */
  public List<String> problems() {
    return problems;
  }
}
