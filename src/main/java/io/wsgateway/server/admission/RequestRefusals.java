package io.wsgateway.server.admission;

import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.wsgateway.transport.UndecodableRequest;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Composes the log lines for requests that are not a proper upgrade, mostly because of a proxy in
 * front. Each names the setting that fixes it, in the proxy or here. No part of the request is
 * repeated.
 */
final class RequestRefusals {
  private static final int MAX_HANDSHAKE_BYTES = 1_048_576;
  private static final int SHOWN_PATHS = 5;

  private RequestRefusals() {}

  /**
   * Returns the line for a request that could not be parsed.
   *
   * @param handshakeBytes {@code limits.handshakeBytes}
   */
  static Refusal undecodable(UndecodableRequest why, int handshakeBytes) {
    return switch (why) {
      case LINE_TOO_LONG ->
          new Refusal(
              "target.refused",
              1,
              "refused a request whose first line is over "
                  + handshakeBytes
                  + " bytes (limits.handshakeBytes)",
              twice(handshakeBytes));
      case HEADERS_TOO_LARGE ->
          new Refusal(
              "headers.refused",
              1,
              "refused a request whose headers are over "
                  + handshakeBytes
                  + " bytes (limits.handshakeBytes), most often because of cookies",
              twice(handshakeBytes));
      case PROXY_HEADER -> proxyHeader();
      case MALFORMED ->
          new Refusal("request.refused", 1, "refused a request that is not valid HTTP/1.1", "");
    };
  }

  private static String twice(int handshakeBytes) {
    return handshakeBytes >= MAX_HANDSHAKE_BYTES
        ? ""
        : "limits.handshakeBytes: " + Math.min(2 * handshakeBytes, MAX_HANDSHAKE_BYTES);
  }

  static Refusal proxyHeader() {
    return new Refusal(
        "proxy.protocol",
        1,
        "refused a connection that begins with a PROXY protocol header, which this port does not"
            + " expect; switch it off at the load balancer (HAProxy: send-proxy, nginx:"
            + " proxy_protocol), or expect it here if only the load balancer can reach this port",
        "http.proxyProtocol: true");
  }

  static Refusal noProxyHeader() {
    return new Refusal(
        "proxy.protocol.missing",
        1,
        "closed a connection that does not begin with a PROXY protocol header, which"
            + " http.proxyProtocol requires; let the load balancer send it (HAProxy:"
            + " send-proxy, nginx: proxy_protocol on), or do not require it",
        "http.proxyProtocol: false");
  }

  static Refusal tls() {
    return new Refusal(
        "tls.unexpected",
        1,
        "closed a connection that begins with TLS, which is not enabled on this port; use ws:// and"
            + " http:// here, let the load balancer connect without TLS, or set http.tls",
        "");
  }

  static Refusal noTls() {
    return new Refusal(
        "tls.expected",
        1,
        "closed a connection that uses plain HTTP, because http.tls is set; use wss:// and"
            + " https:// here, or let the load balancer connect with TLS (nginx:"
            + " proxy_pass https://...)",
        "");
  }

  /** Returns the line for an upgrade or page request that is not HTTP/1.1 with one Host. */
  static Refusal http(HttpServerRequest request) {
    return new Refusal("http.refused", 1, "refused a request " + httpFault(request), "");
  }

  private static String httpFault(HttpServerRequest request) {
    int hosts = request.headers().getAll("Host").size();
    if (request.version() == HttpVersion.HTTP_1_0) {
      return "of HTTP/1.0, where a WebSocket needs HTTP/1.1; let the proxy use that"
          + " (nginx: proxy_http_version 1.1)";
    }
    return switch (hosts) {
          case 0 -> "without a Host header";
          case 1 -> "whose Host header is not a host name or address";
          default -> "with more than one Host header";
        }
        + "; let the proxy set exactly one (nginx: proxy_set_header Host $http_host)";
  }

  /** Returns the line for an upgrade from which a proxy removed the hop-by-hop headers. */
  static Refusal upgrade(HttpServerRequest request) {
    boolean upgrade = HeaderList.hasToken(request.headers(), "Upgrade", "websocket");
    boolean connection = HeaderList.hasToken(request.headers(), "Connection", "Upgrade");
    String missing =
        upgrade || connection
            ? (upgrade ? "Connection: Upgrade" : "Upgrade: websocket")
            : "Connection: Upgrade and Upgrade: websocket";
    return new Refusal(
        "upgrade.refused",
        1,
        "refused a WebSocket without "
            + missing
            + "; a proxy must pass both on (nginx: proxy_http_version 1.1, proxy_set_header Upgrade"
            + " $http_upgrade, proxy_set_header Connection \"upgrade\"; Apache: ProxyPass ..."
            + " upgrade=websocket)",
        "");
  }

  /**
   * Returns the line for an upgrade at a path without an endpoint. The path is not logged: it may
   * contain a secret.
   */
  static Refusal path(String path, List<PathPattern> endpoints) {
    return new Refusal(
        "path.refused",
        1,
        endpoints.isEmpty()
            ? "refused a WebSocket, because no endpoint is configured (endpoints)"
            : "refused a WebSocket at a path that is no endpoint's; there are "
                + shown(endpoints)
                + pathFault(path, endpoints),
        "");
  }

  private static String shown(List<PathPattern> endpoints) {
    String first =
        endpoints.stream()
            .limit(SHOWN_PATHS)
            .map(PathPattern::toString)
            .collect(Collectors.joining(", "));
    int more = endpoints.size() - SHOWN_PATHS;
    return more > 0 ? first + " and " + more + " more" : first;
  }

  private static String pathFault(String path, List<PathPattern> endpoints) {
    for (PathPattern endpoint : endpoints) {
      if (endpoint.isLiteral() && isAlmost(path, endpoint.toString())) {
        return "; this one is " + endpoint + " but for case or slashes";
      }
    }
    for (PathPattern endpoint : endpoints) {
      if (isBehindPrefix(path, endpoint)) {
        return "; this one ends like "
            + endpoint
            + ": let the proxy strip the prefix before it (nginx: end both location and proxy_pass"
            + " with a slash), or configure the endpoint with it";
      }
    }
    return "";
  }

  private static boolean isAlmost(String path, String endpoint) {
    return bare(path).equalsIgnoreCase(bare(endpoint));
  }

  private static String bare(String path) {
    return path.replace("/", "");
  }

  private static boolean isBehindPrefix(String path, PathPattern endpoint) {
    for (int slash = path.indexOf('/', 1); slash >= 0; slash = path.indexOf('/', slash + 1)) {
      if (endpoint.match(path.substring(slash)).isPresent()) {
        return true;
      }
    }
    return false;
  }
}
