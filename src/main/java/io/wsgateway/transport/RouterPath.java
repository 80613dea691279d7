package io.wsgateway.transport;

import io.vertx.core.http.HttpServerRequest;
import java.util.regex.Pattern;

/**
 * Detects request targets that Vert.x's {@code Router} must not see: it logs each with a stack
 * trace.
 */
public final class RouterPath {
  /** Matches in the path; the router accepts anything in a query. */
  private static final Pattern BROKEN_ESCAPE = Pattern.compile("[^?]*%(?![0-9a-fA-F]{2})");

  private RouterPath() {}

  /** Returns whether a request has a path: {@code *} and the target of CONNECT have none. */
  public static boolean isIn(HttpServerRequest request) {
    String path = request.path();
    return path != null && path.startsWith("/");
  }

  /** Returns whether the path contains a percent sign that does not begin an escape. */
  public static boolean isUndecodable(String uri) {
    return BROKEN_ESCAPE.matcher(uri).lookingAt();
  }
}
