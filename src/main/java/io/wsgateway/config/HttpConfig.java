package io.wsgateway.config;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** The public port. */
public record HttpConfig(
    @Key(
            value = "The address to listen on.",
            initial = "0.0.0.0",
            pattern = "[A-Za-z0-9._:%-]{1,253}",
            allowed = "a host name or an address")
        String host,
    @Key(value = "The port to listen on; 0: any free one.", initial = "8080", max = 65535) int port,
    @Key("TLS on this port; absent: plain.") @Nullable TlsConfig tls,
    @Key(
            value = "Proxies whose forwarding header is trusted.",
            allowed = "CIDRs such as 10.0.0.0/8")
        List<String> trustedProxies,
    @Key(
            value =
                "The header in which trusted proxies name the client; the other one is ignored, since they pass it on as the client sent it. X-Forwarded-Proto goes with the first.",
            initial = "X-Forwarded-For")
        ForwardedHeader forwardedHeader,
    @Key(
            value =
                "The host names that clients use, without a port; empty: any. A request for another Host gets 421, which stops pages that reach this port under a name of their own (DNS rebinding).",
            allowed = "host names such as ws.example.com, or IPv6 addresses in brackets")
        List<String> allowedHosts,
    @Key(
            value =
                "Whether every connection begins with a PROXY protocol header; then nobody but the balancer may reach this port.",
            initial = "false")
        boolean proxyProtocol,
    @Key(
            value =
                "How long a complete request header may take, the first from the connect, others from their first byte, and before it the TLS handshake; on the management port too.",
            initial = "10",
            unit = "seconds",
            min = 1,
            max = 300)
        int headerSeconds) {
  /** The header in which trusted proxies name the hops before them. */
  public enum ForwardedHeader {
    /** What most proxies write. */
    X_FORWARDED_FOR("X-Forwarded-For"),
    /** That of RFC 7239. */
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
