package io.wsgateway.server;

import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.Promise;
import io.wsgateway.auth.Identity;
import io.wsgateway.connection.CloseEvent;
import io.wsgateway.connection.End;
import io.wsgateway.connection.EndReason;
import io.wsgateway.server.admission.Admission;
import io.wsgateway.server.admission.Credentials;
import io.wsgateway.server.admission.HandshakeOutcome;
import io.wsgateway.server.admission.PathPattern;
import io.wsgateway.server.admission.Subprotocols;
import io.wsgateway.server.admission.UpgradeChecks;
import io.wsgateway.server.admission.UpgradeRequest;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Answers whether a client could connect, with the very checks of the public port. Nothing is
 * taken, counted or logged. Belongs to one event loop.
 */
final class UpgradeTrials {
  private static final String HOST = "Host";

  /** Stands for the endpoint that a path does not have. */
  private static final UpgradeRequest.Door NOWHERE =
      new UpgradeRequest.Door(
          PathPattern.parse("/"), new Subprotocols(List.of(), false), Credentials.NONE);

  private final Admission admission;
  private final UpgradeChecks checks;
  private final EndpointTable endpoints;
  private final boolean tls;

  UpgradeTrials(Admission admission, UpgradeChecks checks, EndpointTable endpoints, boolean tls) {
    this.admission = admission;
    this.checks = checks;
    this.endpoints = endpoints;
    this.tls = tls;
  }

  /**
   * Answers a question; call it on the loop.
   *
   * @param port the port that clients connect to, for the assumed host
   */
  Future<UpgradeVerdict> run(UpgradeQuestion question, int port) {
    MultiMap headers = MultiMap.caseInsensitiveMultiMap().addAll(question.headers());
    if (!headers.contains(HOST)) {
      headers.set(HOST, assumedHost(port));
    }
    String host = headers.get(HOST);
    Optional<EndpointTable.Match> match = endpoints.find(question.path());
    if (match.isEmpty()) {
      return Future.succeededFuture(nowhere(question, headers, host));
    }
    UpgradeRequest.Door door = match.get().endpoint().door();
    String user = question.user();
    if (user != null && door.credentials().takesAny()) {
      headers.set("Authorization", "Bearer of-the-user");
      door = withTokenOf(user, door);
    }
    UpgradeRequest upgrade = checks.trial(headers, question.query(), question.remote(), tls, door);
    Promise<UpgradeVerdict> verdict = Promise.promise();
    checks.run(
        upgrade,
        match.get().endpoint().checks(),
        outcome -> verdict.complete(verdict(upgrade, match.get(), outcome, host)));
    return verdict.future();
  }

  private UpgradeVerdict nowhere(UpgradeQuestion question, MultiMap headers, String host) {
    UpgradeRequest upgrade =
        checks.trial(headers, question.query(), question.remote(), tls, NOWHERE);
    HandshakeOutcome outcome = checks.unknownPath(upgrade, question.path(), endpoints.paths());
    return new UpgradeVerdict(
        outcome,
        null,
        upgrade.sentence(),
        upgrade.remedy(),
        null,
        host,
        Identity.ANONYMOUS,
        null,
        false);
  }

  private String assumedHost(int port) {
    List<String> served = admission.servedHosts();
    return served.isEmpty() ? "localhost:" + port : served.get(0);
  }

  /** Everything but the check of the token itself is as for a client with a token. */
  private static UpgradeRequest.Door withTokenOf(String user, UpgradeRequest.Door door) {
    Identity identity = new Identity(user, null, Set.of(), 0, 0);
    Credentials credentials =
        Credentials.tokens(
            token -> Future.succeededFuture(identity),
            door.credentials().userInChannel(),
            door.credentials().blocked());
    return new UpgradeRequest.Door(door.endpoint(), door.offered(), credentials);
  }

  private UpgradeVerdict verdict(
      UpgradeRequest upgrade, EndpointTable.Match match, HandshakeOutcome outcome, String host) {
    boolean accepted = outcome == HandshakeOutcome.ACCEPTED;
    Endpoint endpoint = match.endpoint();
    return new UpgradeVerdict(
        outcome,
        close(upgrade, endpoint, outcome),
        upgrade.sentence(),
        upgrade.remedy(),
        endpoint.path().toString(),
        host,
        upgrade.identity(),
        accepted ? endpoint.grant(UpgradeInfo.of(upgrade, match.placeholders())) : null,
        upgrade.isUndecided());
  }

  private @Nullable CloseEvent close(
      UpgradeRequest upgrade, Endpoint endpoint, HandshakeOutcome outcome) {
    EndReason reason = outcome.endReason();
    return reason != null && !upgrade.isUndecided() && admission.takesRefused(upgrade)
        ? endpoint.protocol().close(End.of(reason, outcome.message()))
        : null;
  }
}
