package io.wsgateway.server;

import io.vertx.core.http.HttpServerRequest;
import java.util.regex.Pattern;

/**
 * Reads which media types a request names in {@code Accept} (RFC 9110 section 12.5.1). Wildcards do
 * not count: they do not tell what a client can handle.
 */
final class NamedTypes {
  /** A weight that means "not acceptable". */
  private static final Pattern NEVER =
      Pattern.compile("\\s*q\\s*=\\s*0(\\.0{0,3})?\\s*", Pattern.CASE_INSENSITIVE);

  private NamedTypes() {}

  /** Returns whether a request names the type, in any case, with a weight above 0. */
  static boolean contain(HttpServerRequest request, String type) {
    for (String line : request.headers().getAll("Accept")) {
      for (String range : line.split(",", -1)) {
        if (isOf(range.split(";", -1), type)) {
          return true;
        }
      }
    }
    return false;
  }

  private static boolean isOf(String[] range, String type) {
    if (!range[0].strip().equalsIgnoreCase(type)) {
      return false;
    }
    for (int i = 1; i < range.length; i++) {
      if (NEVER.matcher(range[i]).matches()) {
        return false;
      }
    }
    return true;
  }
}
