package io.wsgateway.server.admission;

import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.wsgateway.transport.UndecodableRequest;
import java.util.List;
import java.util.stream.Collectors;

/**
 * What the log says of requests that are no proper upgrade, mostly because of a proxy in front:
 * each with the setting that mends it, there or here. Nothing of the request is repeated.
 */
final class RequestRefusals {
  private static final int MAX_HANDSHAKE_BYTES = 1_048_576;
  private static final int SHOWN_PATHS = 5;

  private RequestRefusals() {}

  /**
   * Of a request that could not be read.
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
            + " expect; switch it off at the balancer (HAProxy: send-proxy, nginx: proxy_protocol),"
            + " or expect it here if nobody but the balancer can reach this port",
        "http.proxyProtocol: true");
  }

  static Refusal noProxyHeader() {
    return new Refusal(
        "proxy.protocol.missing",
        1,
        "closed a connection that does not begin with a PROXY protocol header, which"
            + " http.proxyProtocol demands; let the balancer send it (HAProxy: send-proxy, nginx:"
            + " proxy_protocol on), or do not demand it",
        "http.proxyProtocol: false");
  }

  static Refusal tls() {
    return new Refusal(
        "tls.unexpected",
        1,
        "closed a connection that begins with TLS, which this port does not speak; use ws:// and"
            + " http:// here, let the balancer connect without TLS, or set http.tls",
        "");
  }

  static Refusal noTls() {
    return new Refusal(
        "tls.expected",
        1,
        "closed a connection that speaks plain HTTP, because http.tls is set; use wss:// and"
            + " https:// here, or let the balancer connect with TLS (nginx: proxy_pass https://...)",
        "");
  }

  /** Of an upgrade or page that is not HTTP/1.1 with one Host. */
  static Refusal http(HttpServerRequest request) {
    return new Refusal("http.refused", 1, "refused a request " + httpFault(request), "");
  }

  private static String httpFault(HttpServerRequest request) {
    int hosts = request.headers().getAll("Host").size();
    if (request.version() == HttpVersion.HTTP_1_0) {
      return "of HTTP/1.0, where a WebSocket needs HTTP/1.1; let the proxy speak that"
          + " (nginx: proxy_http_version 1.1)";
    }
    return switch (hosts) {
          case 0 -> "without a Host header";
          case 1 -> "whose Host header is not a host name or address";
          default -> "with more than one Host header";
        }
        + "; let the proxy set exactly one (nginx: proxy_set_header Host $http_host)";
  }

  /** Of an upgrade where a proxy dropped what belongs to one connection only. */
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
   * Of an upgrade to a path without an endpoint. The path stays out of the log: it may hold a
   * secret.
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
