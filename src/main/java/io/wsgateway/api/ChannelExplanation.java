package io.wsgateway.api;

import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.wsgateway.auth.Identity;
import io.wsgateway.auth.Permission;
import io.wsgateway.auth.Permissions.Action;
import io.wsgateway.auth.Permissions.Standing;
import io.wsgateway.auth.SubscriptionGrant;
import io.wsgateway.auth.TokenExplanation;
import io.wsgateway.server.admission.HandshakeOutcome;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/** Explains what a client may do in a channel that it names. No answer repeats a token. */
final class ChannelExplanation {
  private final ExplainControl control;
  private final Predicate<String> blocked;

  ChannelExplanation(ExplainControl control, Predicate<String> blocked) {
    this.control = control;
    this.blocked = blocked;
  }

  /** Answers a question without {@code path}. */
  Future<JsonObject> of(JsonFields fields, Action action) {
    String channel = fields.text("channel");
    String token = fields.text("token");
    boolean subscribed = fields.flag("subscribed");
    if (token.isEmpty()) {
      Identity client = identity(fields.text("user"));
      return Future.succeededFuture(
          decide(client, channel, action, new Standing(false, subscribed)));
    }
    return control.token(token).map(explained -> withToken(explained, channel, action, subscribed));
  }

  private static Identity identity(String user) {
    return new Identity(user, null, Set.of(), 0, 0);
  }

  private JsonObject withToken(
      TokenExplanation explained, String channel, Action action, boolean subscribed) {
    if (explained.reason() != null) {
      HandshakeOutcome outcome = HandshakeOutcome.of(explained.reason());
      return refused(
          outcome.label(), String.valueOf(explained.refusal()), UpgradeAdvice.of(outcome));
    }
    Identity connection = explained.connection();
    if (connection != null) {
      return decide(connection, channel, action, new Standing(false, subscribed));
    }
    SubscriptionGrant grant = explained.subscription();
    if (grant == null || !grant.channel().equals(channel)) {
      return refused(
          "token_channel",
          "the subscription token is for another channel",
          "sign a token whose channel is this one");
    }
    return decide(identity(grant.user()), channel, action, new Standing(true, subscribed));
  }

  private JsonObject decide(Identity client, String channel, Action action, Standing standing) {
    if (!client.user().isEmpty() && blocked.test(client.user())) {
      HandshakeOutcome outcome = HandshakeOutcome.USER_BLOCKED;
      return refused(outcome.label(), outcome.message(), UpgradeAdvice.of(outcome))
          .put("user", client.user());
    }
    Permission permission = control.decide(client, channel, action, standing);
    JsonObject answer =
        permission.isAllowed()
            ? new JsonObject().put("allowed", true).put("why", permission.reason())
            : refused(check(permission), permission.reason(), advice(permission, action));
    answer.put("user", client.user());
    if (action != Action.SUBSCRIBE || permission.cause() == Permission.Cause.NAME) {
      return answer;
    }
    List<String> endpoints = control.endpointsOf(channel);
    return endpoints.isEmpty() ? answer : answer.put("endpoints", new JsonArray(endpoints));
  }

  private static String check(Permission permission) {
    return switch (permission.cause()) {
      case NAME -> "channel_name";
      case UNKNOWN -> "unknown_channel";
      default -> "right";
    };
  }

  private static String advice(Permission permission, Action action) {
    return switch (permission.cause()) {
      case NAME -> "use 1 to limits.channelBytes printable ASCII characters without spaces";
      case UNKNOWN -> "add the namespace to channels.namespaces, or use one that is there";
      default ->
          action == Action.SUBSCRIBE
              ? "change the condition in why, or let the client connect to an endpoint of the"
                  + " channel"
              : "change the condition in why; backends and the API always may publish";
    };
  }

  private static JsonObject refused(String check, String why, String advice) {
    return new JsonObject()
        .put("allowed", false)
        .put("check", check)
        .put("why", why)
        .put("advice", advice);
  }
}
