package io.wsgateway.server;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An origin as browsers send it (RFC 6454 section 6.2): lower case, no path. Anything else is not
 * an origin, so that no two spellings of one compare as different or as equal by accident.
 *
 * @param port the port, of http and https their own when none is given, else -1
 */
record Origin(String scheme, String host, int port) {
  private static final Pattern FORM =
      Pattern.compile(
          "([a-z][a-z0-9+.-]{0,31})://([a-z0-9._~-]{1,253}|\\[[0-9a-f:.]{2,45}])(?::(\\d{1,5}))?");

  static Optional<Origin> parse(String text) {
    Matcher form = FORM.matcher(text);
    if (!form.matches()) {
      return Optional.empty();
    }
    String scheme = form.group(1);
    String port = form.group(3);
    int number = port == null ? defaultPort(scheme) : Integer.parseInt(port);
    return number > 65535
        ? Optional.empty()
        : Optional.of(new Origin(scheme, form.group(2), number));
  }

  static int defaultPort(String scheme) {
    return switch (scheme) {
      case "http" -> 80;
      case "https" -> 443;
      default -> -1;
    };
  }

  boolean isWeb() {
    return scheme.equals("http") || scheme.equals("https");
  }
}
