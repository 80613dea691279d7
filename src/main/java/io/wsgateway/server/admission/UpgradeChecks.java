package io.wsgateway.server.admission;

import static io.wsgateway.server.admission.HandshakeOutcome.ACCEPTED;

import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpServerRequest;
import io.wsgateway.channel.LogText;
import io.wsgateway.config.AuthConfig;
import io.wsgateway.limit.CappedCount;
import io.wsgateway.transport.TcpConnection;
import io.wsgateway.transport.UndecodableRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * Runs the checks before an upgrade, cheap ones first, in the documented order. Each check returns
 * the outcome, or lets the upgrade pass. Belongs to one event loop.
 */
public final class UpgradeChecks {
  private final Admission admission;
  private final SharedLimits limits;
  private final LoopLag lag;
  private final List<Function<UpgradeRequest, HandshakeOutcome>> chain;
  private final List<Function<UpgradeRequest, HandshakeOutcome>> streams;
  private final List<Function<UpgradeRequest, HandshakeOutcome>> posts;
  private final List<UpgradeCheck> tokenChecks;
  private final PendingUpgrades pending;
  private final Cors cors;
  private HandshakeOutcome service;

  /** Makes the checks of the loop that {@code lag} measures and {@code pending} belongs to. */
  UpgradeChecks(
      Admission admission, LoopLag lag, PendingUpgrades pending, HandshakeOutcome service) {
    this.admission = admission;
    this.limits = admission.limits();
    this.lag = lag;
    this.pending = pending;
    this.service = service;
    this.cors = new Cors(admission);
    this.tokenChecks = new CredentialChecks(admission).all();
    this.chain =
        List.of(
            upgrade -> service(),
            upgrade -> RequestChecks.method(upgrade.request()),
            upgrade -> http(upgrade.request(), RequestChecks.http(upgrade.request())),
            upgrade -> served(upgrade.request()),
            upgrade -> RequestChecks.body(upgrade.request()),
            upgrade -> complete(upgrade.request()),
            upgrade -> RequestChecks.version(upgrade.request()),
            upgrade -> RequestChecks.key(upgrade.request()),
            this::origin,
            this::address,
            this::subprotocol,
            this::load,
            this::capacity);
    this.streams =
        List.of(
            upgrade -> service(),
            upgrade -> host(upgrade.request()),
            upgrade -> RequestChecks.body(upgrade.request()),
            upgrade -> RequestChecks.lastEventId(upgrade.request()),
            this::origin,
            this::address,
            this::subprotocol,
            this::load,
            this::capacity);
    this.posts =
        List.of(
            message -> service(),
            message -> host(message.request()),
            message -> PostChecks.mediaType(message.request()),
            message -> PostChecks.length(message.request(), admission.messageBytes()),
            this::origin,
            this::subprotocol,
            message -> lag());
  }

  /** Accepts upgrades from now on, or refuses all of them with this outcome. */
  public void service(HandshakeOutcome outcome) {
    service = outcome;
    if (outcome != ACCEPTED) {
      pending.refuseAll(outcome);
    }
  }

  /**
   * Makes a request for the checks.
   *
   * @param connects whether it opens a connection, rather than bringing one message
   */
  public UpgradeRequest of(
      HttpServerRequest request,
      PathPattern endpoint,
      Subprotocols offered,
      Credentials credentials,
      boolean connects) {
    String peer = ClientAddresses.peer(TcpConnection.of(request.connection()).remoteAddress());
    ClientAddress client =
        admission.addresses().of(peer, request.connection().isSsl(), request.headers());
    return new UpgradeRequest(request, endpoint, offered, credentials, client, connects);
  }

  /**
   * Checks an upgrade; call it in the tick in which its request arrived.
   *
   * @param slow the endpoint's own checks, which run after all others and may be asynchronous
   * @param then receives the outcome once, on this loop: in this tick unless a check is
   *     asynchronous. For a client that disconnected meanwhile it is {@code FAILED}.
   */
  public void run(
      UpgradeRequest upgrade, List<UpgradeCheck> slow, Consumer<HandshakeOutcome> then) {
    run(chain, upgrade, slow, then);
  }

  /** Checks a request for server-sent events, like {@link #run}. */
  public void runStream(
      UpgradeRequest upgrade, List<UpgradeCheck> slow, Consumer<HandshakeOutcome> then) {
    run(streams, upgrade, slow, then);
  }

  /** Checks a client's message that comes by POST, like {@link #run}. */
  public void runPost(UpgradeRequest message, Consumer<HandshakeOutcome> then) {
    run(posts, message, List.of(), then);
  }

  private void run(
      List<Function<UpgradeRequest, HandshakeOutcome>> quick,
      UpgradeRequest upgrade,
      List<UpgradeCheck> slow,
      Consumer<HandshakeOutcome> then) {
    for (Function<UpgradeRequest, HandshakeOutcome> check : quick) {
      HandshakeOutcome outcome = check.apply(upgrade);
      if (outcome != ACCEPTED) {
        then.accept(outcome);
        return;
      }
    }
    boolean none = slow.isEmpty() && !upgrade.takesToken();
    pending.run(upgrade, none ? slow : all(upgrade, slow), then);
  }

  /**
   * Returns the checks of a token and the endpoint's, and then one that the node still accepts
   * clients: it may have been paused while the others ran.
   */
  private List<UpgradeCheck> all(UpgradeRequest upgrade, List<UpgradeCheck> slow) {
    List<UpgradeCheck> all = new ArrayList<>(upgrade.takesToken() ? tokenChecks : List.of());
    all.addAll(slow);
    all.add(waited -> Future.succeededFuture(service()));
    return all;
  }

  private HandshakeOutcome service() {
    return service == ACCEPTED && !admission.isAwake() ? HandshakeOutcome.WAKING : service;
  }

  /** Checks {@code Host} of requests that are not an upgrade of an endpoint. */
  public HandshakeOutcome host(HttpServerRequest request) {
    HandshakeOutcome host = http(request, RequestChecks.host(request));
    return host == ACCEPTED ? served(request) : host;
  }

  /** Refuses an upgrade at a path without an endpoint. */
  public HandshakeOutcome unknownPath(String path, List<PathPattern> endpoints) {
    return refuse(HandshakeOutcome.NOT_FOUND, RequestRefusals.path(path, endpoints));
  }

  /** Refuses a request that could not be parsed, for the invalid-request handler. */
  public HandshakeOutcome undecodable(HttpServerRequest request) {
    UndecodableRequest why = UndecodableRequest.of(request);
    int handshakeBytes = admission.config().limits().handshakeBytes();
    return refuse(HandshakeOutcome.of(why), RequestRefusals.undecodable(why, handshakeBytes));
  }

  private HandshakeOutcome http(HttpServerRequest request, HandshakeOutcome outcome) {
    return outcome == ACCEPTED ? outcome : refuse(outcome, RequestRefusals.http(request));
  }

  private HandshakeOutcome complete(HttpServerRequest request) {
    HandshakeOutcome outcome = RequestChecks.upgrade(request);
    return outcome == ACCEPTED ? outcome : refuse(outcome, RequestRefusals.upgrade(request));
  }

  private HandshakeOutcome served(HttpServerRequest request) {
    String host = request.headers().get("Host");
    return admission.hosts().serves(host)
        ? ACCEPTED
        : refuse(HandshakeOutcome.MISDIRECTED, Refusal.host(host, admission.hosts().entries()));
  }

  private HandshakeOutcome origin(UpgradeRequest upgrade) {
    MultiMap headers = upgrade.headers();
    List<String> given = headers.getAll("Origin");
    String host = headers.get("Host");
    OriginPolicy origins = admission.origins();
    if (given.isEmpty()
        && !UpgradeRequest.isOne(upgrade.request())
        && Cors.isSameOrigin(upgrade.request())) {
      return ACCEPTED;
    }
    return switch (origins.judge(given, host, upgrade.client().scheme())) {
      case ALLOWED ->
          given.isEmpty() && hasCookie(upgrade)
              ? refuse(HandshakeOutcome.ORIGIN, TokenRefusals.cookieWithoutOrigin())
              : ACCEPTED;
      case MISSING -> refuse(HandshakeOutcome.ORIGIN, Refusal.originMissing());
      case FOREIGN ->
          refuse(
              HandshakeOutcome.ORIGIN,
              OriginRefusals.of(
                  String.join(", ", given), host, upgrade.client(), origins.entries()));
    };
  }

  /** The rules for pages of other origins. */
  public Cors cors() {
    return cors;
  }

  /** Returns whether a browser may have added the token on behalf of any page. */
  private boolean hasCookie(UpgradeRequest upgrade) {
    if (!upgrade.takesToken()) {
      return false;
    }
    AuthConfig auth = admission.config().auth();
    return auth.cookie() != null && upgrade.handed(auth).isByCookie();
  }

  private HandshakeOutcome address(UpgradeRequest upgrade) {
    ClientAddress client = upgrade.client();
    if (!client.counted()) {
      return ACCEPTED;
    }
    if (limits.offenders().isRefused(client.countKey())) {
      return refuse(
          HandshakeOutcome.ADDRESS_SLOW,
          Refusal.slowAddress(LogText.escape(client.countKey(), 64)));
    }
    CappedCounts counts = limits.clientsPerAddress();
    if (!counts.tryAcquire(client.countKey())) {
      return refuse(
          HandshakeOutcome.ADDRESS_LIMIT,
          admission.addresses().overLimit(client.address(), counts.cap()));
    }
    String key = client.countKey();
    upgrade.permits().took(() -> counts.release(key));
    upgrade.permits().whenOverBudget(() -> limits.offenders().closed(key));
    return ACCEPTED;
  }

  private HandshakeOutcome subprotocol(UpgradeRequest upgrade) {
    return upgrade.selectSubprotocol()
        ? ACCEPTED
        : refuse(HandshakeOutcome.SUBPROTOCOL, Refusal.subprotocol(upgrade.endpoint().toString()));
  }

  private HandshakeOutcome lag() {
    int maxLag = admission.bounds().maxLoopLagMillis();
    return lag.millis() > maxLag
        ? refuse(HandshakeOutcome.ADMISSION_LAG, Refusal.loopLag(maxLag))
        : ACCEPTED;
  }

  private HandshakeOutcome load(UpgradeRequest upgrade) {
    HandshakeOutcome lagging = lag();
    if (lagging != ACCEPTED) {
      return lagging;
    }
    return limits.rate().tryTake()
        ? ACCEPTED
        : refuse(
            HandshakeOutcome.ADMISSION_RATE,
            Refusal.rate(admission.bounds().connectionsPerSecond()));
  }

  private HandshakeOutcome capacity(UpgradeRequest upgrade) {
    CappedCount clients = limits.clients();
    if (!clients.tryAcquire()) {
      return refuse(HandshakeOutcome.CAPACITY, Refusal.connections(clients.cap()));
    }
    upgrade.permits().took(clients::release);
    return ACCEPTED;
  }

  private HandshakeOutcome refuse(HandshakeOutcome outcome, Refusal refusal) {
    admission.log().log(refusal);
    return outcome;
  }
}
