package io.wsgateway.server.admission;

import static io.wsgateway.server.admission.HandshakeOutcome.ACCEPTED;

import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpServerRequest;
import io.wsgateway.auth.Identity;
import io.wsgateway.transport.TcpConnection;
import io.wsgateway.transport.UndecodableRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Runs the checks before an upgrade, cheap ones first, in the documented order. Each check returns
 * the outcome, or lets the upgrade pass. Belongs to one event loop.
 */
public final class UpgradeChecks {
  private final Admission admission;
  private final List<Step> chain;
  private final List<Step> streams;
  private final List<Step> posts;
  private final List<Step> polls;
  private final List<Step> entry;
  private final List<UpgradeCheck> tokenChecks;
  private final PendingUpgrades pending;
  private final Cors cors;
  private final LimitChecks counts;
  private HandshakeOutcome service;

  /**
   * A check that is decided at once.
   *
   * @param ofRequest whether it concerns the form of a request, which a trial does not have
   */
  private record Step(boolean ofRequest, Function<UpgradeRequest, HandshakeOutcome> check) {
    static Step form(Function<UpgradeRequest, HandshakeOutcome> check) {
      return new Step(true, check);
    }

    static Step rule(Function<UpgradeRequest, HandshakeOutcome> check) {
      return new Step(false, check);
    }
  }

  /** Makes the checks of the loop that {@code lag} measures and {@code pending} belongs to. */
  UpgradeChecks(
      Admission admission, LoopLag lag, PendingUpgrades pending, HandshakeOutcome service) {
    this.admission = admission;
    this.pending = pending;
    this.service = service;
    this.cors = new Cors(admission);
    this.tokenChecks = new CredentialChecks(admission).all();
    OriginCheck origin = new OriginCheck(admission);
    this.counts = new LimitChecks(admission, lag);
    this.chain =
        List.of(
            Step.rule(upgrade -> service()),
            Step.form(upgrade -> RequestChecks.method(upgrade.request())),
            Step.rule(this::http),
            Step.rule(this::host),
            Step.form(upgrade -> RequestChecks.body(upgrade.request())),
            Step.form(upgrade -> complete(upgrade.request())),
            Step.form(upgrade -> RequestChecks.version(upgrade.request())),
            Step.form(upgrade -> RequestChecks.key(upgrade.request())),
            Step.rule(origin::check),
            Step.rule(counts::address),
            Step.rule(this::subprotocol),
            Step.rule(counts::load),
            Step.rule(counts::capacity));
    this.streams =
        List.of(
            Step.rule(upgrade -> service()),
            Step.rule(upgrade -> host(upgrade.request())),
            Step.rule(upgrade -> RequestChecks.body(upgrade.request())),
            Step.rule(upgrade -> RequestChecks.lastEventId(upgrade.request())),
            Step.rule(origin::check),
            Step.rule(counts::address),
            Step.rule(this::subprotocol),
            Step.rule(counts::load),
            Step.rule(counts::capacity));
    this.posts =
        List.of(
            Step.rule(message -> service()),
            Step.rule(message -> host(message.request())),
            Step.rule(message -> PostChecks.mediaType(message.request())),
            Step.rule(message -> PostChecks.length(message.request(), admission.messageBytes())),
            Step.rule(origin::check),
            Step.rule(this::subprotocol),
            Step.rule(counts::lag));
    this.polls =
        List.of(
            Step.rule(poll -> host(poll.request())),
            Step.rule(poll -> RequestChecks.body(poll.request())),
            Step.rule(origin::check));
    this.entry =
        List.of(
            Step.rule(trial -> service()), Step.rule(counts::load), Step.rule(counts::capacity));
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
  public UpgradeRequest of(HttpServerRequest request, UpgradeRequest.Door door, boolean connects) {
    String peer = ClientAddresses.peer(TcpConnection.of(request.connection()).remoteAddress());
    ClientAddress client =
        admission.addresses().of(peer, request.connection().isSsl(), request.headers());
    return UpgradeRequest.of(request, door, client, admission.log(), connects);
  }

  /**
   * Makes a trial of the checks: a well-formed upgrade with these headers, among which is {@code
   * Host}. Its outcome is that of a client at this moment; nothing is taken, counted or logged.
   *
   * @param query as a client would send it, without {@code ?}
   * @param peer the other end of the TCP connection; empty: no limit per address is asked
   * @param tls whether this node terminates TLS
   */
  public UpgradeRequest trial(
      MultiMap headers, String query, String peer, boolean tls, UpgradeRequest.Door door) {
    ClientAddress client = admission.addresses().would(peer, tls, headers);
    return UpgradeRequest.trial(headers, query, door, client);
  }

  /** Returns the outcome of a trial at a path without an endpoint: the host is checked first. */
  public HandshakeOutcome unknownPath(
      UpgradeRequest trial, String path, List<PathPattern> endpoints) {
    if (RequestChecks.oneHost(trial.headers()) != ACCEPTED) {
      return HandshakeOutcome.BAD_HOST;
    }
    HandshakeOutcome host = host(trial);
    return host == ACCEPTED
        ? refuse(trial, HandshakeOutcome.NOT_FOUND, RequestRefusals.path(path, endpoints))
        : host;
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

  /** Returns whether the node takes any new client at the moment of a trial. */
  public HandshakeOutcome entry(UpgradeRequest trial) {
    return run(entry, trial);
  }

  /** Checks a client's message that comes by POST, like {@link #run}. */
  public void runPost(UpgradeRequest message, Consumer<HandshakeOutcome> then) {
    run(posts, message, List.of(), then);
  }

  /**
   * Checks a poll of an open session, like {@link #run}. A node that takes no new clients goes on
   * with those that it has.
   *
   * @param cursor checks the cursor, before the credentials
   */
  public void runPoll(
      UpgradeRequest poll, Supplier<HandshakeOutcome> cursor, Consumer<HandshakeOutcome> then) {
    HandshakeOutcome quick = run(polls, poll);
    HandshakeOutcome outcome = quick == ACCEPTED ? cursor.get() : quick;
    if (outcome != ACCEPTED) {
      then.accept(outcome);
    } else {
      pending.run(poll, poll.takesToken() ? tokenChecks : List.of(), then);
    }
  }

  /** Checks that the loop is not late, for a poll that others must be asked about. */
  public HandshakeOutcome lag(UpgradeRequest poll) {
    return counts.lag(poll);
  }

  private void run(
      List<Step> quick,
      UpgradeRequest upgrade,
      List<UpgradeCheck> slow,
      Consumer<HandshakeOutcome> then) {
    HandshakeOutcome outcome = run(quick, upgrade);
    if (outcome != ACCEPTED) {
      then.accept(outcome);
      return;
    }
    boolean none = slow.isEmpty() && !upgrade.takesCredentials();
    pending.run(upgrade, none ? slow : all(upgrade, slow), then);
  }

  private static HandshakeOutcome run(List<Step> quick, UpgradeRequest upgrade) {
    for (Step step : quick) {
      if (step.ofRequest() && upgrade.isTrial()) {
        continue;
      }
      HandshakeOutcome outcome = step.check().apply(upgrade);
      if (outcome != ACCEPTED) {
        return outcome;
      }
    }
    return ACCEPTED;
  }

  /**
   * Returns the checks of its credentials and the endpoint's, and then one that the node still
   * accepts clients: it may have been paused while the others ran.
   */
  private List<UpgradeCheck> all(UpgradeRequest upgrade, List<UpgradeCheck> slow) {
    List<UpgradeCheck> all = new ArrayList<>(upgrade.takesCredentials() ? tokenChecks : List.of());
    all.addAll(slow);
    all.add(waited -> Future.succeededFuture(service()));
    return all;
  }

  /**
   * Returns whose a poll is: the user of its token, or with a backend that decides a digest of its
   * credentials, because the backend is asked once, about the session. Empty if it shows none.
   */
  public String holder(UpgradeRequest poll) {
    HookDoor hook = poll.credentials().hook();
    return hook == null
        ? poll.identity().user()
        : hook.proof(poll, poll.handed(admission.config().auth()).token());
  }

  /** Returns what has become of a client, or of the node, since its request passed the checks. */
  public HandshakeOutcome still(UpgradeRequest asked, long wallMillis) {
    HandshakeOutcome now = service();
    if (now != ACCEPTED) {
      return now;
    }
    Identity client = asked.identity();
    if (asked.credentials().blocked().test(client.user())) {
      return HandshakeOutcome.USER_BLOCKED;
    }
    long ends = client.endsMillis();
    return ends != 0 && ends <= wallMillis ? HandshakeOutcome.TOKEN_EXPIRED : ACCEPTED;
  }

  private HandshakeOutcome service() {
    return service == ACCEPTED && !admission.isAwake() ? HandshakeOutcome.WAKING : service;
  }

  /** Checks {@code Host} of requests that are not an upgrade of an endpoint. */
  public HandshakeOutcome host(HttpServerRequest request) {
    HandshakeOutcome host = http(request, RequestChecks.host(request));
    String name = request.headers().get("Host");
    return host != ACCEPTED || admission.hosts().serves(name)
        ? host
        : refuse(HandshakeOutcome.MISDIRECTED, Refusal.host(name, admission.hosts().entries()));
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

  /** A trial has no version of HTTP, but a host. */
  private HandshakeOutcome http(UpgradeRequest upgrade) {
    return upgrade.isTrial()
        ? RequestChecks.oneHost(upgrade.headers())
        : http(upgrade.request(), RequestChecks.http(upgrade.request()));
  }

  private HandshakeOutcome http(HttpServerRequest request, HandshakeOutcome outcome) {
    return outcome == ACCEPTED ? outcome : refuse(outcome, RequestRefusals.http(request));
  }

  private HandshakeOutcome complete(HttpServerRequest request) {
    HandshakeOutcome outcome = RequestChecks.upgrade(request);
    return outcome == ACCEPTED ? outcome : refuse(outcome, RequestRefusals.upgrade(request));
  }

  private HandshakeOutcome host(UpgradeRequest upgrade) {
    String host = upgrade.headers().get("Host");
    return admission.hosts().serves(host)
        ? ACCEPTED
        : refuse(
            upgrade, HandshakeOutcome.MISDIRECTED, Refusal.host(host, admission.hosts().entries()));
  }

  /** The rules for pages of other origins. */
  public Cors cors() {
    return cors;
  }

  private HandshakeOutcome subprotocol(UpgradeRequest upgrade) {
    return upgrade.selectSubprotocol()
        ? ACCEPTED
        : refuse(
            upgrade,
            HandshakeOutcome.SUBPROTOCOL,
            Refusal.subprotocol(upgrade.endpoint().toString()));
  }

  private static HandshakeOutcome refuse(
      UpgradeRequest upgrade, HandshakeOutcome outcome, Refusal refusal) {
    upgrade.refused(refusal);
    return outcome;
  }

  private HandshakeOutcome refuse(HandshakeOutcome outcome, Refusal refusal) {
    admission.log().log(refusal);
    return outcome;
  }
}
