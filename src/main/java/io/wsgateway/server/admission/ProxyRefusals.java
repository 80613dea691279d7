package io.wsgateway.server.admission;

import io.wsgateway.config.HttpConfig.ForwardedHeader;
import java.util.List;

/** Composes the log lines for proxies that do not match the configuration. */
final class ProxyRefusals {
  private ProxyRefusals() {}

  /**
   * Returns the line for a private peer that forwards for others.
   *
   * @param trusted the entries of {@code http.trustedProxies}
   */
  static Refusal undeclared(String peer, List<String> trusted) {
    return new Refusal(
        "proxy.undeclared",
        1,
        peer
            + " sends X-Forwarded-For or Forwarded but is "
            + (trusted.isEmpty()
                ? "no trusted proxy: per-address limits are off for it, and its clients' addresses"
                    + " are not known"
                : "not in http.trustedProxies: all of its clients count as one address, and their"
                    + " own are not known"),
        trust(peer, trusted));
  }

  /** Returns the line for such a peer with too many connections. */
  static Refusal overLimit(String peer, int limit, List<String> trusted) {
    return new Refusal(
        "address.refused", 5, Refusal.perAddressSentence(peer, limit), trust(peer, trusted));
  }

  private static String trust(String peer, List<String> trusted) {
    return Refusal.list(
        "http.trustedProxies", trusted, peer + (peer.contains(":") ? "/128" : "/32"));
  }

  static Refusal otherForwardedHeader(String proxy, ForwardedHeader counts) {
    ForwardedHeader other =
        counts == ForwardedHeader.FORWARDED
            ? ForwardedHeader.X_FORWARDED_FOR
            : ForwardedHeader.FORWARDED;
    return new Refusal(
        "proxy.header",
        1,
        "the trusted proxy "
            + proxy
            + " sends "
            + other
            + " but not "
            + counts
            + " (http.forwardedHeader): its clients' addresses are not known, and per-address limits"
            + " are off for it; set this if it is the proxy that writes the header, not its clients",
        "http.forwardedHeader: " + other);
  }
}
