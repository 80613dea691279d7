package io.wsgateway.config.check;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Optional;
import java.util.regex.Pattern;

/** Checks the URL of a key set. An attacker who can change the answers could sign tokens. */
final class KeySetUrl {
  private static final Pattern LOOPBACK =
      Pattern.compile("localhost|127(\\.\\d{1,3}){3}|\\[(::1|0:0:0:0:0:0:0:1)]");

  private KeySetUrl() {}

  /** Whether a valid URL names this host. */
  static boolean isHere(String url) {
    return LOOPBACK.matcher(URI.create(url).getHost()).matches();
  }

  /** Why the URL cannot be used, as a predicate; empty if it can. */
  static Optional<String> problem(String url) {
    URI uri;
    try {
      uri = new URI(url);
    } catch (URISyntaxException e) {
      return Optional.of("is not a URL");
    }
    if (uri.getHost() == null || uri.getPort() > 65535 || uri.getPort() == 0) {
      return Optional.of("has no host name, or a port that is none");
    }
    if (uri.getRawUserInfo() != null || uri.getRawFragment() != null) {
      return Optional.of("has a user name, a password or a fragment: leave them out");
    }
    return uri.getScheme().equals("http") && !LOOPBACK.matcher(uri.getHost()).matches()
        ? Optional.of("is plain http to another host, where answers can be forged: use https")
        : Optional.empty();
  }
}
