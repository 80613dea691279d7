package io.wsgateway.server;

import io.vertx.core.json.JsonObject;
import io.wsgateway.auth.ConnectDecision;
import io.wsgateway.connection.End;
import io.wsgateway.connection.EndReason;
import io.wsgateway.server.admission.HandshakeOutcome;
import io.wsgateway.server.admission.UpgradeRequest;
import org.jspecify.annotations.Nullable;

/** Composes what a refused client is told that its backend has given a code or a reason for. */
final class Denials {
  /** Stands for a code that cannot be sent (RFC 6455 section 7.4.1: a policy is violated). */
  private static final int POLICY = 1008;

  private Denials() {}

  /** Returns how a client is closed that was accepted only to be refused. */
  static End end(UpgradeRequest upgrade, EndReason reason, HandshakeOutcome outcome) {
    ConnectDecision.Denied denied = given(upgrade, outcome);
    if (denied == null) {
      return End.of(reason, outcome.message());
    }
    String text = denied.reason().isEmpty() ? outcome.message() : denied.reason();
    return denied.code() == ConnectDecision.NO_CODE
        ? End.of(reason, text)
        : End.asked(denied.code(), text);
  }

  /** Adds the backend's code and reason to the body of a response, as Centrifugo names them. */
  static JsonObject tell(JsonObject body, UpgradeRequest upgrade, HandshakeOutcome outcome) {
    ConnectDecision.Denied denied = given(upgrade, outcome);
    if (denied == null || (denied.code() == ConnectDecision.NO_CODE && denied.reason().isEmpty())) {
      return body;
    }
    boolean coded = denied.code() != ConnectDecision.NO_CODE;
    int code = coded ? denied.code() : POLICY;
    return body.put(
        "disconnect", new JsonObject().put("code", code).put("reason", denied.reason()));
  }

  private static ConnectDecision.@Nullable Denied given(
      UpgradeRequest upgrade, HandshakeOutcome outcome) {
    return outcome == HandshakeOutcome.HOOK_DENIED ? upgrade.denial() : null;
  }
}
