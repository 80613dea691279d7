package io.wsgateway.server.admission;

import static io.wsgateway.server.admission.HandshakeOutcome.ACCEPTED;

import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import io.wsgateway.auth.ConnectDecision;
import io.wsgateway.auth.ConnectQuestion;
import io.wsgateway.auth.Identity;
import io.wsgateway.auth.TokenException;
import io.wsgateway.auth.TokenException.Reason;
import io.wsgateway.auth.Tokens;
import io.wsgateway.channel.ChannelName;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Checks the token of an upgrade, or asks a backend about it, and then checks its user. They are
 * the most expensive checks, so they run after all others. Belongs to one event loop.
 */
final class CredentialChecks {
  private final Admission admission;
  private final List<UpgradeCheck> all =
      List.of(this::token, upgrade -> Future.succeededFuture(user(upgrade)));

  CredentialChecks(Admission admission) {
    this.admission = admission;
  }

  /** The checks, in order. */
  List<UpgradeCheck> all() {
    return all;
  }

  private Future<HandshakeOutcome> token(UpgradeRequest upgrade) {
    HandedToken handed = upgrade.handed(admission.config().auth());
    String token = handed.token();
    Tokens tokens = upgrade.credentials().tokens();
    if (handed.isAmbiguous()) {
      return Future.succeededFuture(
          refuse(
              upgrade, HandshakeOutcome.TOKEN_INVALID, TokenRefusals.several(upgrade.endpoint())));
    }
    HookDoor hook = upgrade.credentials().hook();
    if (hook != null) {
      return ask(upgrade, hook, token);
    }
    if (token == null || tokens == null) {
      return Future.succeededFuture(
          refuse(
              upgrade,
              HandshakeOutcome.TOKEN_MISSING,
              TokenRefusals.missing(upgrade.endpoint(), HandedToken.isInQuery(upgrade.query()))));
    }
    Future<Identity> asked = tokens.connection(token);
    // Not transform alone: it may complete later, though the token is checked.
    return asked.isComplete()
        ? judge(upgrade, asked)
        : asked.transform(checked -> judge(upgrade, checked));
  }

  private Future<HandshakeOutcome> ask(
      UpgradeRequest upgrade, HookDoor hook, @Nullable String token) {
    if (upgrade.isTrial()) {
      // A question must not have an effect on a backend.
      upgrade.undecided();
      return Future.succeededFuture(
          refuse(upgrade, HandshakeOutcome.HOOK_DENIED, HookRefusals.notAsked(upgrade.endpoint())));
    }
    ConnectQuestion question = hook.question(upgrade, token);
    upgrade.id(question.client());
    ConnectDecision known = hook.hook().known(question);
    if (known != null) {
      return Future.succeededFuture(judge(upgrade, known));
    }
    // A connection is limited by the checks before this one; for a message none has counted yet.
    if (!upgrade.connects() && !admission.takeQuestion(upgrade)) {
      return Future.succeededFuture(HandshakeOutcome.MESSAGE_LIMIT);
    }
    return hook.hook().ask(question, upgrade::isChecked).map(decision -> judge(upgrade, decision));
  }

  /** Any thread may call it, also after the client has disconnected. */
  private HandshakeOutcome judge(UpgradeRequest upgrade, ConnectDecision decision) {
    PathPattern endpoint = upgrade.endpoint();
    if (decision instanceof ConnectDecision.Allowed allowed) {
      upgrade.identity(allowed.identity());
      return ACCEPTED;
    } else if (decision instanceof ConnectDecision.Denied denied) {
      upgrade.denied(denied);
      return refuse(upgrade, HandshakeOutcome.HOOK_DENIED, HookRefusals.denied(endpoint, denied));
    } else if (decision instanceof ConnectDecision.Undecided undecided) {
      return refuse(
          upgrade,
          undecided.busy() ? HandshakeOutcome.HOOK_BUSY : HandshakeOutcome.HOOK_UNDECIDED,
          HookRefusals.undecided(endpoint, undecided.sentence()));
    }
    return refuse(upgrade, HandshakeOutcome.TOKEN_EXPIRED, HookRefusals.expired(endpoint));
  }

  /** Any thread may call it, also after the client has disconnected. */
  private Future<HandshakeOutcome> judge(UpgradeRequest upgrade, AsyncResult<Identity> checked) {
    if (checked.succeeded()) {
      upgrade.identity(checked.result());
      return Future.succeededFuture(ACCEPTED);
    }
    if (!(checked.cause() instanceof TokenException refused)) {
      return Future.failedFuture(checked.cause());
    }
    String sentence = String.valueOf(refused.getMessage());
    PathPattern endpoint = upgrade.endpoint();
    Refusal line =
        refused.reason() == Reason.UNAVAILABLE
            ? TokenRefusals.unavailable(endpoint, sentence)
            : TokenRefusals.refused(endpoint, sentence);
    return Future.succeededFuture(refuse(upgrade, HandshakeOutcome.of(refused.reason()), line));
  }

  /** On this loop, because a client that has disconnected must not take a permit. */
  private HandshakeOutcome user(UpgradeRequest upgrade) {
    String user = upgrade.identity().user();
    if (upgrade.credentials().userInChannel() && !ChannelName.fitsUser(user)) {
      return refuse(upgrade, HandshakeOutcome.USER, TokenRefusals.userName(upgrade.endpoint()));
    }
    if (upgrade.credentials().blocked().test(user)) {
      return refuse(
          upgrade, HandshakeOutcome.USER_BLOCKED, TokenRefusals.blocked(upgrade.endpoint(), user));
    }
    CappedCounts counts = admission.limits().clientsPerUser();
    if (user.isEmpty() || !upgrade.connects()) {
      return ACCEPTED;
    }
    return upgrade.permits().take(counts, user)
        ? ACCEPTED
        : refuse(upgrade, HandshakeOutcome.USER_LIMIT, TokenRefusals.userLimit(user, counts.cap()));
  }

  private static HandshakeOutcome refuse(
      UpgradeRequest upgrade, HandshakeOutcome outcome, Refusal refusal) {
    upgrade.refused(refusal);
    return outcome;
  }
}
