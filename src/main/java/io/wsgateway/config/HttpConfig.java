package io.wsgateway.config;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Configures the public port. */
public record HttpConfig(
    @Key(
            value = "The address to listen on.",
            initial = "0.0.0.0",
            pattern = "[A-Za-z0-9._:%-]{1,253}",
            allowed = "a host name or an address")
        String host,
    @Key(value = "The port to listen on; 0: any free port.", initial = "8080", max = 65535)
        int port,
    @Key("TLS on this port; absent: plain text.") @Nullable TlsConfig tls,
    @Key(
            value = "The proxies whose forwarding header the gateway trusts.",
            allowed = "CIDRs such as 10.0.0.0/8")
        List<String> trustedProxies,
    @Key(
            value =
                "The header in which trusted proxies name the client. The gateway ignores the other header, because a proxy passes that one on as the client sent it. X-Forwarded-Proto is read together with X-Forwarded-For.",
            initial = "X-Forwarded-For")
        ForwardedHeader forwardedHeader,
    @Key(
            value =
                "The host names that clients use, without a port; empty: any. The gateway rejects a request for another Host with 421. This stops web pages that make their own host name resolve to this node (DNS rebinding).",
            allowed = "host names such as ws.example.com, or IPv6 addresses in brackets")
        List<String> allowedHosts,
    @Key(
            value =
                "Whether every connection begins with a PROXY protocol header. If so, only the load balancer may be able to reach this port.",
            initial = "false")
        boolean proxyProtocol,
    @Key(
            value =
                "How long a client may take to send a complete request header. The time counts from the connect for the first request, and from the first byte for later ones. It also limits the TLS handshake, and applies to the management port, too.",
            initial = "10",
            unit = "seconds",
            min = 1,
            max = 300)
        int headerSeconds) {
  /** The header in which trusted proxies name the client and the proxies before them. */
  public enum ForwardedHeader {
    /** The header that most proxies write. */
    X_FORWARDED_FOR("X-Forwarded-For"),
    /** The header of RFC 7239. */
    FORWARDED("Forwarded");

    private final String header;

    ForwardedHeader(String header) {
      this.header = header;
    }

    /** The header's name. */
    @Override
    public String toString() {
      return header;
    }
  }
}
