package io.wsgateway.server.admission;

import org.jspecify.annotations.Nullable;

/**
 * Where a client comes from.
 *
 * @param address its IP address, as text
 * @param countKey what per-address limits count: the address, of IPv6 its /64
 * @param counted whether per-address limits apply; not when the address may be a balancer's
 * @param scheme the scheme that the client used, as far as it is known
 * @param schemeHeader the header in which a trusted proxy said so; null when none did
 */
public record ClientAddress(
    String address,
    String countKey,
    boolean counted,
    Scheme scheme,
    @Nullable String schemeHeader) {
  /** How a client's first hop was spoken. */
  public enum Scheme {
    /** Plain. */
    HTTP,
    /** TLS. */
    HTTPS,
    /** Not known: plain here, and nobody trusted said what was in front. */
    UNKNOWN
  }
}
