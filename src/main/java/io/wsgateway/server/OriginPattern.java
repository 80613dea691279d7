package io.wsgateway.server;

import java.util.Optional;

/**
 * One entry of {@code origins.allow}: {@code scheme://host[:port]}, where {@code *} may stand for
 * the whole left-most host label or the whole port, and for nothing else.
 */
record OriginPattern(Origin exact, boolean anyLabel, boolean anyPort) {
  /** An entry; one that is none fails with an {@link IllegalArgumentException}. */
  static OriginPattern parse(String text) {
    boolean anyPort = text.endsWith(":*");
    String host = anyPort ? text.substring(0, text.length() - 2) : text;
    int start = host.indexOf("://") + 3;
    boolean anyLabel = start > 2 && host.startsWith("*.", start);
    String plain = anyLabel ? host.substring(0, start) + host.substring(start + 2) : host;
    Optional<Origin> origin = Origin.parse(plain);
    if (origin.isEmpty() || (anyPort && plain.matches(".*:\\d+"))) {
      throw new IllegalArgumentException("not an origin such as https://app.example: " + text);
    }
    return new OriginPattern(origin.get(), anyLabel, anyPort);
  }

  boolean matches(Origin origin) {
    return exact.scheme().equals(origin.scheme())
        && (anyPort || exact.port() == origin.port())
        && matchesHost(origin.host());
  }

  private boolean matchesHost(String host) {
    if (!anyLabel) {
      return host.equals(exact.host());
    }
    int dot = host.indexOf('.');
    return dot > 0 && host.substring(dot + 1).equals(exact.host());
  }
}
