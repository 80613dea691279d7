package io.wsgateway.config.load;

import java.util.List;

/** The configuration cannot be used. Has one line per problem, none of which holds a secret. */
public final class ConfigException extends RuntimeException {
  private static final long serialVersionUID = 1;

  @SuppressWarnings("serial") // never serialized
  private final List<String> problems;

  ConfigException(List<String> problems) {
    // No stack trace: the lines say it all, and the place in our code says nothing to the user.
    super(String.join("\n", problems), null, false, false);
    this.problems = List.copyOf(problems);
  }

  /** One line per problem. */
  public List<String> problems() {
    return problems;
  }
}
