package io.wsgateway.server.admission;

import io.wsgateway.config.OriginPattern;
import io.wsgateway.config.WebOrigin;
import io.wsgateway.server.admission.ClientAddress.Scheme;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Decides which pages may connect. Browsers send cookies and reach private networks on behalf of
 * any page, so a cross-origin page is refused before the upgrade unless it is listed (RFC 6455
 * section 10.2). A client without {@code Origin} is not a browser. Immutable.
 */
final class OriginPolicy {
  private final boolean required;
  private final boolean any;
  private final boolean isNullListed;
  private final List<OriginPattern> allowed;
  private final Set<WebOrigin> exact;
  private final List<String> entries;

  /** The verdict on an upgrade. */
  enum Verdict {
    ALLOWED,
    MISSING,
    FOREIGN
  }

  /**
   * Makes a policy; an entry that is not an origin fails with an {@link IllegalArgumentException}.
   *
   * @param allow entries as {@link OriginPattern}, {@code "*"} for all, {@code "null"} for pages
   *     that browsers give no origin, such as those opened from a file
   */
  OriginPolicy(List<String> allow, boolean required) {
    this.required = required;
    this.entries = List.copyOf(allow);
    this.any = allow.contains("*");
    this.isNullListed = allow.contains("null");
    this.allowed =
        allow.stream()
            .filter(entry -> !entry.equals("*") && !entry.equals("null"))
            .map(OriginPolicy::pattern)
            .toList();
    this.exact =
        allowed.stream()
            .filter(pattern -> !pattern.anyLabel() && !pattern.anyPort())
            .map(OriginPattern::exact)
            .collect(Collectors.toUnmodifiableSet());
  }

  private static OriginPattern pattern(String entry) {
    return OriginPattern.parse(entry)
        .orElseThrow(() -> new IllegalArgumentException("not an origin: " + entry));
  }

  /** The allowed origins as configured. */
  List<String> entries() {
    return entries;
  }

  /**
   * Judges an upgrade.
   *
   * @param origins the values of all {@code Origin} lines
   * @param host the {@code Host} header
   * @param scheme the scheme that the client used, as far as it is known
   */
  Verdict judge(List<String> origins, String host, Scheme scheme) {
    if (origins.isEmpty()) {
      return required ? Verdict.MISSING : Verdict.ALLOWED;
    }
    if (any) {
      return Verdict.ALLOWED;
    }
    return origins.size() == 1 && isAllowed(origins.get(0), host, scheme)
        ? Verdict.ALLOWED
        : Verdict.FOREIGN;
  }

  /**
   * Returns whether the entries, or the host itself, name exactly this origin, without {@code *}.
   */
  boolean isExact(String given, String host, Scheme scheme) {
    return WebOrigin.parse(given)
        .filter(origin -> exact.contains(origin) || isSame(origin, host, scheme))
        .isPresent();
  }

  private boolean isAllowed(String given, String host, Scheme scheme) {
    if (given.equals("null")) {
      return isNullListed;
    }
    return WebOrigin.parse(given)
        .filter(origin -> isListed(origin) || isSame(origin, host, scheme))
        .isPresent();
  }

  private boolean isListed(WebOrigin origin) {
    for (OriginPattern pattern : allowed) {
      if (pattern.matches(origin)) {
        return true;
      }
    }
    return false;
  }

  private static boolean isSame(WebOrigin origin, String host, Scheme scheme) {
    String own =
        scheme == Scheme.UNKNOWN ? origin.scheme() : scheme.name().toLowerCase(Locale.ROOT);
    return origin.isWeb() && WebOrigin.parse(own + "://" + host).equals(Optional.of(origin));
  }
}
