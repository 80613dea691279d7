package io.wsgateway.connection;

import java.util.regex.Pattern;

/** What Vert.x's {@code Router} must not be given: it logs each with a stack trace. */
public final class RouterPath {
  /** In the path; in a query the Router minds nothing. */
  private static final Pattern BROKEN_ESCAPE = Pattern.compile("[^?]*%(?![0-9a-fA-F]{2})");

  private RouterPath() {}

  /** Whether the path of a request's target has a percent sign that begins no escape. */
  public static boolean isUndecodable(String uri) {
    return BROKEN_ESCAPE.matcher(uri).lookingAt();
  }
}
