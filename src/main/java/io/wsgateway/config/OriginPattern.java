package io.wsgateway.config;

import java.util.Optional;

/**
 * Matches origins with one entry of {@code origins.allow}: {@code scheme://host[:port]}, where
 * {@code *} may stand for the whole left-most host label or the whole port, and for nothing else;
 * or {@code file://}.
 *
 * @param exact the parts that must be equal, without those that {@code *} stands for
 */
public record OriginPattern(WebOrigin exact, boolean anyLabel, boolean anyPort) {
  private static final String ANY_PORT = ":*";
  private static final String ANY_LABEL = "*.";

  /** Parses an entry; empty if the text is none, as {@code *} and {@code null} are. */
  public static Optional<OriginPattern> parse(String text) {
    boolean anyPort = text.endsWith(ANY_PORT);
    String plain = anyPort ? text.substring(0, text.length() - ANY_PORT.length()) : text;
    int start = plain.indexOf("://") + 3;
    boolean anyLabel = start > 2 && plain.startsWith(ANY_LABEL, start);
    if (anyLabel) {
      plain = plain.substring(0, start) + plain.substring(start + ANY_LABEL.length());
    }
    boolean hasPort = plain.matches(".*:[0-9]+");
    return WebOrigin.parse(plain)
        .filter(origin -> !(anyPort && (hasPort || origin.host().isEmpty())))
        .filter(origin -> !(anyLabel && origin.host().startsWith("[")))
        .filter(origin -> !(anyLabel && origin.host().isEmpty()))
        .map(origin -> new OriginPattern(origin, anyLabel, anyPort));
  }

  /** Whether this entry allows an origin. */
  public boolean matches(WebOrigin origin) {
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
