package io.wsgateway.server.admission;

import static io.wsgateway.server.admission.HandshakeOutcome.ACCEPTED;

import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import java.util.List;

/**
 * Checks what needs only the request (RFC 6455 section 4.2.1, RFC 9112 sections 3.2 and 6). Vert.x
 * and Netty check some of this too, but let several cases through.
 */
final class RequestChecks {
  private static final int MAX_EVENT_ID = 256;

  private RequestChecks() {}

  static HandshakeOutcome method(HttpServerRequest request) {
    return ok(request.method().equals(HttpMethod.GET), HandshakeOutcome.BAD_METHOD);
  }

  static HandshakeOutcome http(HttpServerRequest request) {
    return request.version() == HttpVersion.HTTP_1_1
        ? oneHost(request.headers())
        : HandshakeOutcome.BAD_HTTP;
  }

  static HandshakeOutcome oneHost(MultiMap headers) {
    List<String> hosts = headers.getAll("Host");
    return ok(hosts.size() == 1 && HeaderSyntax.isHost(hosts.get(0)), HandshakeOutcome.BAD_HTTP);
  }

  /** Checks what every request needs, also one for a page; HTTP/1.0 has no Host. */
  static HandshakeOutcome host(HttpServerRequest request) {
    List<String> hosts = request.headers().getAll("Host");
    boolean valid = hosts.size() == 1 && HeaderSyntax.isHost(hosts.get(0));
    boolean old = request.version() == HttpVersion.HTTP_1_0 && hosts.isEmpty();
    return ok(valid || old, HandshakeOutcome.BAD_HOST);
  }

  /** Checks that there is no body. Some proxies add {@code Content-Length: 0}, which is not one. */
  static HandshakeOutcome body(HttpServerRequest request) {
    List<String> lengths = request.headers().getAll("Content-Length");
    return ok(
        !request.headers().contains("Transfer-Encoding")
            && (lengths.isEmpty() || lengths.equals(List.of("0"))),
        HandshakeOutcome.BODY);
  }

  /** Checks what a client that reconnects says it has received; nothing is sent again from it. */
  static HandshakeOutcome lastEventId(HttpServerRequest request) {
    List<String> given = request.headers().getAll("Last-Event-ID");
    boolean valid =
        given.isEmpty()
            || (given.size() == 1
                && given.get(0).length() <= MAX_EVENT_ID
                && given.get(0).chars().noneMatch(Character::isISOControl));
    return ok(valid, HandshakeOutcome.EVENT_ID);
  }

  static HandshakeOutcome upgrade(HttpServerRequest request) {
    return ok(
        HeaderList.hasToken(request.headers(), "Upgrade", "websocket")
            && HeaderList.hasToken(request.headers(), "Connection", "Upgrade"),
        HandshakeOutcome.BAD_UPGRADE);
  }

  static HandshakeOutcome version(HttpServerRequest request) {
    return ok(
        request.headers().getAll("Sec-WebSocket-Version").equals(List.of("13")),
        HandshakeOutcome.BAD_VERSION);
  }

  static HandshakeOutcome key(HttpServerRequest request) {
    List<String> keys = request.headers().getAll("Sec-WebSocket-Key");
    return ok(keys.size() == 1 && HeaderSyntax.isKey(keys.get(0)), HandshakeOutcome.BAD_KEY);
  }

  private static HandshakeOutcome ok(boolean passed, HandshakeOutcome otherwise) {
    return passed ? ACCEPTED : otherwise;
  }
}
