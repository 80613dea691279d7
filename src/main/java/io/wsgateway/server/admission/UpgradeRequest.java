package io.wsgateway.server.admission;

import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpServerRequest;
import io.wsgateway.auth.Identity;
import io.wsgateway.config.AuthConfig;
import org.jspecify.annotations.Nullable;

/**
 * An upgrade request during its checks, with their findings. It holds the request with all its
 * headers, so nothing that lives as long as the connection may reference it.
 */
public final class UpgradeRequest {
  private final HttpServerRequest request;
  private final PathPattern endpoint;
  private final Subprotocols offered;
  private final ClientAddress client;
  private final Credentials credentials;
  private final Permits permits = new Permits();
  private @Nullable String subprotocol;
  private @Nullable String answered;
  private @Nullable HandedToken handed;
  private Identity identity = Identity.ANONYMOUS;

  /** Whether it opens a connection, rather than bringing one message. */
  private final boolean connects;

  UpgradeRequest(
      HttpServerRequest request,
      PathPattern endpoint,
      Subprotocols offered,
      Credentials credentials,
      ClientAddress client) {
    this(request, endpoint, offered, credentials, client, true);
  }

  UpgradeRequest(
      HttpServerRequest request,
      PathPattern endpoint,
      Subprotocols offered,
      Credentials credentials,
      ClientAddress client,
      boolean connects) {
    this.connects = connects;
    this.request = request;
    this.endpoint = endpoint;
    this.offered = offered;
    this.credentials = credentials;
    this.client = client;
  }

  /**
   * Returns whether anything in the request asks for an upgrade to WebSocket. An offer of another
   * protocol is ignored, as RFC 9110 section 7.8 allows: some clients offer h2c with every request.
   * So is {@code Connection: upgrade} alone, which many proxies are configured to add to every
   * request.
   */
  public static boolean isOne(HttpServerRequest request) {
    MultiMap headers = request.headers();
    return headers.contains("Sec-WebSocket-Key")
        || headers.contains("Sec-WebSocket-Version")
        || headers.contains("Sec-WebSocket-Protocol")
        || HeaderList.hasToken(headers, "Upgrade", "websocket");
  }

  /** The endpoint's path. */
  public PathPattern endpoint() {
    return endpoint;
  }

  /** The client's address. */
  public ClientAddress client() {
    return client;
  }

  /** The headers; not to be changed. */
  public MultiMap headers() {
    return request.headers();
  }

  /** The query as received, without {@code ?}; empty when there is none. */
  public String query() {
    String query = request.query();
    return query == null ? "" : query;
  }

  /** The selected subprotocol, null when there is none. */
  public @Nullable String subprotocol() {
    return subprotocol;
  }

  /**
   * The subprotocol to name in the response, null when there is none: the selected one, otherwise
   * {@code bearer} if the client offered it with a token, because browsers close a connection whose
   * response names none of those they offered.
   */
  public @Nullable String answeredSubprotocol() {
    return answered;
  }

  /** What its token says; anonymous where none is needed. */
  public Identity identity() {
    return identity;
  }

  /** The permits that it has acquired; the connection takes them over. */
  public Permits permits() {
    return permits;
  }

  public HttpServerRequest request() {
    return request;
  }

  Credentials credentials() {
    return credentials;
  }

  /** Whether it opens a connection, which counts for the limits of its user. */
  boolean connects() {
    return connects;
  }

  /** Whether its endpoint asks for a token. */
  boolean takesToken() {
    return credentials.tokens() != null;
  }

  /** The token that it carries. */
  HandedToken handed(AuthConfig auth) {
    if (handed == null) {
      handed = HandedToken.of(headers(), query(), auth);
    }
    return handed;
  }

  /** Sets what its token says. */
  void identity(Identity proved) {
    identity = proved;
  }

  /** Selects the subprotocol; returns false if there is none and the endpoint requires one. */
  boolean selectSubprotocol() {
    MultiMap headers = request.headers();
    if (!takesToken()) {
      subprotocol = offered.choose(headers);
      answered = subprotocol;
    } else {
      subprotocol = offered.chooseBesideToken(headers);
      answered =
          subprotocol == null && Subprotocols.offersToken(headers)
              ? HandedToken.BEARER
              : subprotocol;
    }
    return subprotocol != null || !offered.required();
  }
}
