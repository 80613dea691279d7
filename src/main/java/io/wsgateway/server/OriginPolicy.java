package io.wsgateway.server;

import io.wsgateway.server.ClientAddress.Scheme;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Which pages may connect. Browsers send cookies and reach private networks for any page, so a
 * foreign one is refused before the upgrade (RFC 6455 section 10.2): it must be same-origin or
 * listed. A client without {@code Origin} is no browser. Immutable.
 */
final class OriginPolicy {
  private final boolean required;
  private final boolean any;
  private final boolean nullAllowed;
  private final List<OriginPattern> allowed;
  private final List<String> entries;

  /** What a policy says. */
  enum Verdict {
    ALLOWED,
    MISSING,
    FOREIGN
  }

  /**
   * A policy; an entry that is no origin fails with an {@link IllegalArgumentException}.
   *
   * @param allow entries as {@link OriginPattern}, {@code "*"} for all, {@code "null"} for pages
   *     opened from a file
   */
  OriginPolicy(List<String> allow, boolean required) {
    this.required = required;
    this.entries = List.copyOf(allow);
    this.any = allow.contains("*");
    this.nullAllowed = any || allow.contains("null");
    this.allowed =
        allow.stream()
            .filter(entry -> !entry.equals("*") && !entry.equals("null"))
            .map(OriginPattern::parse)
            .toList();
  }

  /** What is allowed, as it was configured. */
  List<String> entries() {
    return entries;
  }

  /**
   * Judges an upgrade.
   *
   * @param origins the values of all {@code Origin} lines
   * @param host the {@code Host} header
   * @param scheme what the client spoke, as far as it is known
   */
  Verdict judge(List<String> origins, String host, Scheme scheme) {
    if (origins.isEmpty()) {
      return required ? Verdict.MISSING : Verdict.ALLOWED;
    }
    if (origins.size() > 1) {
      return Verdict.FOREIGN;
    }
    String given = origins.get(0);
    if (given.equals("null")) {
      return nullAllowed ? Verdict.ALLOWED : Verdict.FOREIGN;
    }
    Optional<Origin> origin = Origin.parse(given);
    return origin.isPresent()
            && (any || isListed(origin.get()) || isSame(origin.get(), host, scheme))
        ? Verdict.ALLOWED
        : Verdict.FOREIGN;
  }

  private boolean isListed(Origin origin) {
    for (OriginPattern pattern : allowed) {
      if (pattern.matches(origin)) {
        return true;
      }
    }
    return false;
  }

  private static boolean isSame(Origin origin, String host, Scheme scheme) {
    String own =
        scheme == Scheme.UNKNOWN ? origin.scheme() : scheme.name().toLowerCase(Locale.ROOT);
    return origin.isWeb()
        && Origin.parse(own + "://" + host.toLowerCase(Locale.ROOT)).equals(Optional.of(origin));
  }
}
