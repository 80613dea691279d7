package io.wsgateway.server;

import io.wsgateway.connection.ListenException;

/**
 * Whether the PROXY protocol can be read: Vert.x silently goes without when its codec is missing.
 */
final class ProxyProtocol {
  private static final String CODEC = "io/netty/handler/codec/haproxy/HAProxyMessageDecoder.class";

  private ProxyProtocol() {}

  static boolean isSupported() {
    return ProxyProtocol.class.getClassLoader().getResource(CODEC) != null;
  }

  static ListenException unsupported() {
    return new ListenException(
        "http.proxyProtocol needs netty-codec-haproxy on the class path, which is missing:"
            + " every client would seem to come from the balancer",
        null);
  }
}
