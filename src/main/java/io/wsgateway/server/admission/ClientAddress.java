package io.wsgateway.server.admission;

import org.jspecify.annotations.Nullable;

/**
 * The network address of a client, and how far it is trusted.
 *
 * @param address its IP address, as text
 * @param countKey the key of per-address limits: the address, or the /64 network of an IPv6 address
 * @param counted whether per-address limits apply; false when the address may be a load balancer's
 * @param scheme the scheme that the client used, as far as it is known
 * @param schemeHeader the header in which a trusted proxy named the scheme; null when none did
 */
public record ClientAddress(
    String address,
    String countKey,
    boolean counted,
    Scheme scheme,
    @Nullable String schemeHeader) {
  /** The scheme of a client's first hop. */
  public enum Scheme {
    /** Plain. */
    HTTP,
    /** TLS. */
    HTTPS,
    /**
     * Unknown: the connection to this node is plain, and no trusted proxy named the client's
     * scheme.
     */
    UNKNOWN
  }
}
