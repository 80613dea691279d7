package io.wsgateway.server.admission;

import io.wsgateway.channel.LogText;
import io.wsgateway.config.WebOrigin;
import io.wsgateway.server.admission.ClientAddress.Scheme;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Composes the log line for a page that may not connect: what was compared, and what to change
 * where.
 */
final class OriginRefusals {
  private OriginRefusals() {}

  /**
   * Returns the line for a page that is neither allowed nor of this host.
   *
   * @param given what the client sent
   * @param host the {@code Host} header
   * @param client has the scheme, and the header that named it
   * @param allowed the entries of {@code origins.allow}
   */
  static Refusal of(String given, String host, ClientAddress client, List<String> allowed) {
    Optional<WebOrigin> origin = WebOrigin.parse(given);
    boolean onlyScheme =
        origin.filter(page -> page.isWeb() && isOf(page, page.scheme(), host)).isPresent();
    return new Refusal(
        "origin.refused",
        5,
        "refused a page of Origin "
            + LogText.escape(given, Refusal.SHOWN)
            + ", which is not allowed and is not "
            + compared(host, client)
            + (onlyScheme ? schemeCure(client) : hostCure()),
        origin.isPresent() ? Refusal.list("origins.allow", allowed, given) : "");
  }

  /** Returns whether a page is of this host, assuming that the client used this scheme. */
  private static boolean isOf(WebOrigin page, String scheme, String host) {
    return WebOrigin.parse(scheme + "://" + host.toLowerCase(Locale.ROOT))
        .equals(Optional.of(page));
  }

  private static String compared(String host, ClientAddress client) {
    String shown = LogText.escape(host, Refusal.SHOWN);
    if (client.scheme() == Scheme.UNKNOWN) {
      return "this host (Host: " + shown + ")";
    }
    return client.scheme().name().toLowerCase(Locale.ROOT)
        + "://"
        + shown
        + " (Host, and the scheme "
        + (client.schemeHeader() == null
            ? "because this node terminates TLS)"
            : "by " + client.schemeHeader() + " of a trusted proxy)");
  }

  private static String hostCure() {
    return "; a proxy must pass on the Host that the browser sent (nginx: proxy_set_header Host"
        + " $http_host; Apache: ProxyPreserveHost On)";
  }

  private static String schemeCure(ClientAddress client) {
    return client.schemeHeader() == null
        ? "; only the scheme differs"
        : "; only the scheme differs, because a proxy said "
            + client.scheme().name().toLowerCase(Locale.ROOT)
            + ": the one that ends TLS must set X-Forwarded-Proto (nginx: proxy_set_header"
            + " X-Forwarded-Proto $scheme), and the others must pass it on";
  }
}
