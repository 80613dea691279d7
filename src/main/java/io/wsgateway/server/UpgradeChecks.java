package io.wsgateway.server;

import static io.wsgateway.server.HandshakeOutcome.ACCEPTED;

import io.vertx.core.http.HttpServerRequest;
import io.wsgateway.channel.LogText;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * The checks before an upgrade, cheap ones first, in the order in which they are told to clients.
 * Each says how the attempt ends, or lets it through. Belongs to one event loop.
 */
final class UpgradeChecks {
  private final OriginPolicy origins;
  private final HostPolicy hosts;
  private final ClientAddresses addresses;
  private final Admission admission;
  private final RefusalLog log;
  private final LoopLag lag;
  private final List<Function<Attempt, HandshakeOutcome>> chain;

  /** With what all loops share, and whether upgrades are taken at all. */
  UpgradeChecks(ServerParts parts, Supplier<HandshakeOutcome> service, LoopLag lag) {
    this.origins = parts.origins();
    this.hosts = parts.hosts();
    this.addresses = parts.addresses();
    this.admission = parts.admission();
    this.lag = lag;
    this.log = parts.refusals();
    this.chain =
        List.of(
            attempt -> service.get(),
            attempt -> RequestChecks.method(attempt.request()),
            attempt -> http(attempt.request(), RequestChecks.http(attempt.request())),
            attempt -> served(attempt.request()),
            attempt -> RequestChecks.body(attempt.request()),
            attempt -> upgrade(attempt.request()),
            attempt -> RequestChecks.version(attempt.request()),
            attempt -> RequestChecks.key(attempt.request()),
            this::origin,
            this::address,
            this::subprotocol,
            this::load,
            this::capacity);
  }

  /** How the attempt ends; {@code ACCEPTED} when no check minds. */
  HandshakeOutcome run(Attempt attempt) {
    for (Function<Attempt, HandshakeOutcome> check : chain) {
      HandshakeOutcome outcome = check.apply(attempt);
      if (outcome != ACCEPTED) {
        return outcome;
      }
    }
    return ACCEPTED;
  }

  /** The check of {@code Host} for requests that are no attempt to upgrade an endpoint. */
  HandshakeOutcome page(HttpServerRequest request) {
    HandshakeOutcome host = http(request, RequestChecks.host(request));
    return host == ACCEPTED ? served(request) : host;
  }

  private HandshakeOutcome http(HttpServerRequest request, HandshakeOutcome outcome) {
    return outcome == ACCEPTED ? outcome : refuse(outcome, RequestRefusal.http(request));
  }

  private HandshakeOutcome upgrade(HttpServerRequest request) {
    HandshakeOutcome outcome = RequestChecks.upgrade(request);
    return outcome == ACCEPTED ? outcome : refuse(outcome, RequestRefusal.upgrade(request));
  }

  private HandshakeOutcome served(HttpServerRequest request) {
    String host = request.headers().get("Host");
    return hosts.serves(host)
        ? ACCEPTED
        : refuse(HandshakeOutcome.MISDIRECTED, Refusal.host(host, hosts.entries()));
  }

  private HandshakeOutcome origin(Attempt attempt) {
    var headers = attempt.request().headers();
    List<String> given = headers.getAll("Origin");
    String host = headers.get("Host");
    return switch (origins.judge(given, host, attempt.client().scheme())) {
      case ALLOWED -> ACCEPTED;
      case MISSING -> refuse(HandshakeOutcome.ORIGIN, Refusal.originMissing());
      case FOREIGN ->
          refuse(
              HandshakeOutcome.ORIGIN,
              OriginRefusal.of(
                  String.join(", ", given), host, attempt.client(), origins.entries()));
    };
  }

  private HandshakeOutcome address(Attempt attempt) {
    ClientAddress client = attempt.client();
    if (!client.counted()) {
      return ACCEPTED;
    }
    if (admission.offenders().isRefused(client.countKey())) {
      return refuse(
          HandshakeOutcome.ADDRESS_SLOW,
          Refusal.slowAddress(LogText.escape(client.countKey(), 64)));
    }
    CappedCounts counts = admission.clientsPerAddress();
    if (!counts.tryAcquire(client.countKey())) {
      return refuse(
          HandshakeOutcome.ADDRESS_LIMIT, addresses.overLimit(client.address(), counts.cap()));
    }
    String key = client.countKey();
    attempt.places().took(() -> counts.release(key));
    attempt.places().whenOverBudget(() -> admission.offenders().closed(key));
    return ACCEPTED;
  }

  private HandshakeOutcome subprotocol(Attempt attempt) {
    Endpoint endpoint = attempt.endpoint();
    attempt.choose(Subprotocols.choose(attempt.request().headers(), endpoint.subprotocols()));
    return attempt.subprotocol() == null && endpoint.requireSubprotocol()
        ? refuse(HandshakeOutcome.SUBPROTOCOL, Refusal.subprotocol(endpoint.path().toString()))
        : ACCEPTED;
  }

  private HandshakeOutcome load(Attempt attempt) {
    int maxLag = admission.config().maxLoopLagMillis();
    if (lag.millis() > maxLag) {
      return refuse(HandshakeOutcome.ADMISSION_LAG, Refusal.loopLag(maxLag));
    }
    return admission.rate().tryTake()
        ? ACCEPTED
        : refuse(
            HandshakeOutcome.ADMISSION_RATE,
            Refusal.rate(admission.config().connectionsPerSecond()));
  }

  private HandshakeOutcome capacity(Attempt attempt) {
    CappedCount clients = admission.clients();
    if (!clients.tryAcquire()) {
      return refuse(HandshakeOutcome.CAPACITY, Refusal.connections(clients.cap()));
    }
    attempt.places().took(clients::release);
    return ACCEPTED;
  }

  private HandshakeOutcome refuse(HandshakeOutcome outcome, Refusal refusal) {
    log.log(refusal);
    return outcome;
  }
}
