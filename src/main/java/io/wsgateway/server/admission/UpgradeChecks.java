package io.wsgateway.server.admission;

import static io.wsgateway.server.admission.HandshakeOutcome.ACCEPTED;

import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpServerRequest;
import io.wsgateway.channel.LogText;
import io.wsgateway.limit.CappedCount;
import io.wsgateway.transport.TcpConnection;
import io.wsgateway.transport.UndecodableRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * The checks before an upgrade, cheap ones first, in the order in which they are told to clients.
 * Each says how the upgrade ends, or lets it through. Belongs to one event loop.
 */
public final class UpgradeChecks {
  private final Admission admission;
  private final SharedLimits limits;
  private final LoopLag lag;
  private final List<Function<UpgradeRequest, HandshakeOutcome>> chain;
  private final PendingUpgrades pending;
  private HandshakeOutcome service;

  /** Of the loop that {@code lag} measures and {@code pending} belongs to. */
  UpgradeChecks(
      Admission admission, LoopLag lag, PendingUpgrades pending, HandshakeOutcome service) {
    this.admission = admission;
    this.limits = admission.limits();
    this.lag = lag;
    this.pending = pending;
    this.service = service;
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
  }

  /** Accepts upgrades from now on, or refuses all of them with this outcome. */
  public void service(HandshakeOutcome outcome) {
    service = outcome;
    if (outcome != ACCEPTED) {
      pending.refuseAll(outcome);
    }
  }

  /** An upgrade of an endpoint, to be checked. */
  public UpgradeRequest of(HttpServerRequest request, PathPattern endpoint, Subprotocols offered) {
    String peer = ClientAddresses.peer(TcpConnection.of(request.connection()).remoteAddress());
    ClientAddress client =
        admission.addresses().of(peer, request.connection().isSsl(), request.headers());
    return new UpgradeRequest(request, endpoint, offered, client);
  }

  /**
   * Checks an upgrade, in the tick in which its request came.
   *
   * @param slow the endpoint's own checks, which run behind all others and may take their time
   * @param then learns how the upgrade ends, once and on this loop: in this tick unless a check
   *     takes its time. A client that went away meanwhile comes as {@code FAILED}.
   */
  public void run(
      UpgradeRequest upgrade, List<UpgradeCheck> slow, Consumer<HandshakeOutcome> then) {
    for (Function<UpgradeRequest, HandshakeOutcome> check : chain) {
      HandshakeOutcome outcome = check.apply(upgrade);
      if (outcome != ACCEPTED) {
        then.accept(outcome);
        return;
      }
    }
    pending.run(upgrade, slow.isEmpty() ? slow : andStillServed(slow), then);
  }

  /** A pause may fall into the time that they take. */
  private List<UpgradeCheck> andStillServed(List<UpgradeCheck> slow) {
    List<UpgradeCheck> all = new ArrayList<>(slow);
    all.add(upgrade -> Future.succeededFuture(service()));
    return all;
  }

  private HandshakeOutcome service() {
    return service == ACCEPTED && !admission.isAwake() ? HandshakeOutcome.WAKING : service;
  }

  /** The check of {@code Host} for requests that are no upgrade of an endpoint. */
  public HandshakeOutcome host(HttpServerRequest request) {
    HandshakeOutcome host = http(request, RequestChecks.host(request));
    return host == ACCEPTED ? served(request) : host;
  }

  /** An upgrade at a path that is none of the endpoints'. */
  public HandshakeOutcome unknownPath(String path, List<PathPattern> endpoints) {
    return refuse(HandshakeOutcome.NOT_FOUND, RequestRefusals.path(path, endpoints));
  }

  /** A request that could not be read, for the invalid-request handler. */
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
    return switch (origins.judge(given, host, upgrade.client().scheme())) {
      case ALLOWED -> ACCEPTED;
      case MISSING -> refuse(HandshakeOutcome.ORIGIN, Refusal.originMissing());
      case FOREIGN ->
          refuse(
              HandshakeOutcome.ORIGIN,
              OriginRefusals.of(
                  String.join(", ", given), host, upgrade.client(), origins.entries()));
    };
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

  private HandshakeOutcome load(UpgradeRequest upgrade) {
    int maxLag = admission.bounds().maxLoopLagMillis();
    if (lag.millis() > maxLag) {
      return refuse(HandshakeOutcome.ADMISSION_LAG, Refusal.loopLag(maxLag));
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
