package io.wsgateway.transport;

import io.vertx.core.http.HttpServerRequest;
import java.util.regex.Pattern;

/** What Vert.x's {@code Router} must not be given: it logs each with a stack trace. */
public final class RouterPath {
  /** In the path; in a query the Router minds nothing. */
  private static final Pattern BROKEN_ESCAPE = Pattern.compile("[^?]*%(?![0-9a-fA-F]{2})");

  private RouterPath() {}

  /** Whether a request has a path: a target like {@code *}, or CONNECT's, has none. */
  public static boolean isIn(HttpServerRequest request) {
    String path = request.path();
    return path != null && path.startsWith("/");
  }

  /** Whether the path of a request's target has a percent sign that begins no escape. */
  public static boolean isUndecodable(String uri) {
    return BROKEN_ESCAPE.matcher(uri).lookingAt();
  }
}
