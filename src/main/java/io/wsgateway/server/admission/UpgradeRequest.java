package io.wsgateway.server.admission;

import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpServerRequest;
import io.wsgateway.auth.ConnectDecision;
import io.wsgateway.auth.Identity;
import io.wsgateway.config.AuthConfig;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An upgrade request during its checks, with their findings. It holds the request with all its
 * headers, so nothing that lives as long as the connection may reference it.
 *
 * <p>A trial is a question: it goes through the same checks, without a connection. It takes no
 * permit, nothing is logged, and it keeps the sentence that a client's refusal would log.
 */
public final class UpgradeRequest {
  private final @Nullable HttpServerRequest request;
  private final MultiMap headers;
  private final String query;
  private final PathPattern endpoint;
  private final Subprotocols offered;
  private final ClientAddress client;
  private final Credentials credentials;
  private final Permits permits;
  private final @Nullable RefusalLog log;
  private @Nullable String subprotocol;
  private @Nullable String answered;
  private @Nullable HandedToken handed;
  private Identity identity = Identity.ANONYMOUS;
  private @Nullable String id;
  private ConnectDecision.@Nullable Denied denial;
  private boolean undecided;

  /** Whether it opens a connection, rather than bringing one message. */
  private final boolean connects;

  /** Whether other requests follow on its TCP connection. */
  private boolean keepsHttp;

  /** Whether its outcome is known, or its client has left. */
  private volatile boolean decided;

  /** Of a trial: the first refusal. Volatile: checks may complete on other threads. */
  private volatile @Nullable Refusal refusal;

  /** Without {@code log} it is a trial. */
  UpgradeRequest(
      @Nullable HttpServerRequest request,
      MultiMap headers,
      String query,
      Door door,
      ClientAddress client,
      @Nullable RefusalLog log,
      boolean connects) {
    this.connects = connects;
    this.request = request;
    this.headers = headers;
    this.query = query;
    this.endpoint = door.endpoint();
    this.offered = door.offered();
    this.credentials = door.credentials();
    this.client = client;
    this.permits = log == null ? Permits.ofTrial() : Permits.ofClient();
    this.log = log;
  }

  /** What an endpoint asks for. */
  public record Door(PathPattern endpoint, Subprotocols offered, Credentials credentials) {}

  /** Makes a client's request, whose refusals are logged. */
  static UpgradeRequest of(
      HttpServerRequest request,
      Door door,
      ClientAddress client,
      RefusalLog log,
      boolean connects) {
    String query = request.query();
    return new UpgradeRequest(
        request, request.headers(), query == null ? "" : query, door, client, log, connects);
  }

  /**
   * Makes a trial.
   *
   * @param query as a client would send it, without {@code ?}
   */
  static UpgradeRequest trial(MultiMap headers, String query, Door door, ClientAddress client) {
    return new UpgradeRequest(null, headers, query, door, client, null, true);
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
    return headers;
  }

  /** The value of a header, of all that have this name; null if there is none. */
  public @Nullable String header(String name) {
    List<String> values = headers.getAll(name);
    // RFC 9110, section 5.3; RFC 6265, section 5.4 for cookies.
    String between = name.equalsIgnoreCase("cookie") ? "; " : ", ";
    return values.isEmpty() ? null : String.join(between, values);
  }

  /** The query as received, without {@code ?}; empty when there is none. */
  public String query() {
    return query;
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

  /** The request; a trial has none. */
  public HttpServerRequest request() {
    if (request == null) {
      throw new IllegalStateException("a trial has no request");
    }
    return request;
  }

  /** Whether it is a question, and not a client's. */
  boolean isTrial() {
    return log == null;
  }

  /** Whether it is an HTTP request of a client, and not an upgrade. */
  boolean isPlain() {
    return request != null && !isOne(request);
  }

  /** Logs a refusal, or keeps the first one of a trial. */
  void refused(Refusal why) {
    if (log != null) {
      log.log(why);
    } else if (refusal == null) {
      refusal = why;
    }
  }

  /** Why a trial is refused, as the log would say; empty if there is nothing to add. */
  public String sentence() {
    Refusal why = refusal;
    return why == null ? "" : why.sentence();
  }

  /** The line for the configuration that would accept a refused trial; empty if there is none. */
  public String remedy() {
    Refusal why = refusal;
    return why == null ? "" : why.remedy();
  }

  Credentials credentials() {
    return credentials;
  }

  /** Whether it opens a connection, which counts for the limits of its user. */
  boolean connects() {
    return connects;
  }

  /** Notes that other requests follow on its TCP connection, also if it opens a client. */
  public UpgradeRequest keepsHttp() {
    keepsHttp = true;
    return this;
  }

  /** Whether its TCP connection becomes the client's. */
  boolean takesConnection() {
    return connects && !keepsHttp;
  }

  /**
   * The key of what limits a source of requests: the client's address, or the TCP connection if the
   * address may be a load balancer's.
   */
  String source() {
    return client.counted()
        ? "a" + client.countKey()
        : "c" + request().connection().remoteAddress();
  }

  /** Whether its endpoint asks for a token. */
  boolean takesToken() {
    return credentials.tokens() != null;
  }

  /** Whether its endpoint asks for a token, or a backend about it. */
  boolean takesCredentials() {
    return credentials.takesAny();
  }

  /** The path as received; that of a trial is unknown. */
  String path() {
    String target = request == null ? "" : request.uri();
    int mark = target.indexOf('?');
    return mark < 0 ? target : target.substring(0, mark);
  }

  /** How the client communicates, as backends are told. */
  String transport() {
    if (!connects) {
      return "http";
    }
    return keepsHttp ? "poll" : isPlain() ? "sse" : "websocket";
  }

  /** The id by which a backend knows the client already; null if it knows none. */
  public @Nullable String id() {
    return id;
  }

  /** Sets the id by which a backend knows the client. */
  void id(String known) {
    id = known;
  }

  /** What a backend wants the refused client to be told; null if there is nothing. */
  public ConnectDecision.@Nullable Denied denial() {
    return denial;
  }

  /** A backend has refused the client. */
  void denied(ConnectDecision.Denied why) {
    denial = why;
  }

  /** Of a trial: whether a backend would have been asked next, and was not. */
  public boolean isUndecided() {
    return undecided;
  }

  /** A trial ends before a backend is asked. */
  void undecided() {
    undecided = true;
  }

  /** The token that it carries. */
  HandedToken handed(AuthConfig auth) {
    if (handed == null) {
      handed = HandedToken.of(headers(), query(), auth);
    }
    return handed;
  }

  /** Whether its checks still run for a client that waits. Any thread may call it. */
  boolean isChecked() {
    return !decided;
  }

  /** Its outcome is known, or its client has left. */
  void decided() {
    decided = true;
  }

  /** Sets what its token says. */
  void identity(Identity proved) {
    identity = proved;
  }

  /** Selects the subprotocol; returns false if there is none and the endpoint requires one. */
  boolean selectSubprotocol() {
    if (!takesCredentials()) {
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
