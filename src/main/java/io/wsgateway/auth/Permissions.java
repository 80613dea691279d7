package io.wsgateway.auth;

import io.wsgateway.channel.Audience;
import io.wsgateway.channel.ChannelName;
import io.wsgateway.channel.ChannelRule;
import io.wsgateway.channel.ChannelRules;
import io.wsgateway.channel.SubscribeAudience;
import io.wsgateway.channel.UserList;
import java.util.Optional;

/**
 * Decides what a client may do in a channel that it has chosen itself. The channel of a raw
 * endpoint is not chosen by the client: there, {@code auth} and {@code onMessage} decide.
 *
 * <p>The first condition that applies decides: the name is valid; its namespace is configured; with
 * {@code nobody}, no client may; to subscribe, a subscription token is enough, or a connection
 * token that names the channel; for everything else, being subscribed is enough; in a user-limited
 * channel, the users that its name lists may subscribe, and others may nothing; then the rule's
 * word decides. Immutable; any thread may call it.
 */
public final class Permissions {
  private final ChannelRules rules;
  private final int channelBytes;

  /** An action of a client in a channel. */
  public enum Action {
    /** Receive the channel's publications. */
    SUBSCRIBE,
    /** Publish to the channel. */
    PUBLISH,
    /** Ask for the channel's presence or history. */
    READ
  }

  /**
   * What decides besides the client's identity.
   *
   * @param token whether the client has sent a valid subscription token for the channel
   * @param subscribed whether the client is subscribed to the channel
   */
  public record Standing(boolean token, boolean subscribed) {
    /** A client that has neither. */
    public static final Standing NONE = new Standing(false, false);
  }

  /**
   * Decides by these rules.
   *
   * @param channelBytes {@code limits.channelBytes}, the longest name of a channel
   */
  public Permissions(ChannelRules rules, int channelBytes) {
    this.rules = rules;
    this.channelBytes = channelBytes;
  }

  /** Decides whether a client may do that. */
  public Permission decide(Identity client, String channel, Action action, Standing standing) {
    Optional<String> problem = ChannelName.problem(channel, channelBytes);
    if (problem.isPresent()) {
      return Permission.denied(Permission.Cause.NAME, "the channel's name " + problem.get());
    }
    Optional<ChannelRule> rule = rules.find(channel);
    if (rule.isEmpty()) {
      return Permission.denied(
          Permission.Cause.UNKNOWN,
          "the namespace " + ChannelName.namespace(channel) + " is not configured");
    }
    return action == Action.SUBSCRIBE
        ? subscribe(rule.get(), client, channel, standing)
        : use(rule.get(), client, channel, action, standing);
  }

  private static Permission subscribe(
      ChannelRule rule, Identity client, String channel, Standing standing) {
    SubscribeAudience word = rule.subscribe();
    String key = key(channel, Action.SUBSCRIBE);
    if (word == SubscribeAudience.NOBODY) {
      return denied(key + " is nobody: no client may subscribe");
    }
    if (standing.token()) {
      return Permission.allowed("the client has a subscription token for the channel");
    }
    if (client.channels().contains(channel)) {
      return Permission.allowed("the client's token names the channel");
    }
    if (UserList.limits(rule, channel)) {
      return UserList.names(channel, client.user())
          ? Permission.allowed("the channel's name lists the user")
          : denied("the channel is for the users that its name lists");
    }
    return switch (word) {
      case ANONYMOUS -> Permission.allowed(key + " is anonymous: every client may subscribe");
      case CLIENT ->
          client.isAnonymous()
              ? denied(key + " is client, and this client has no user")
              : Permission.allowed(key + " is client: every client with a user may subscribe");
      default -> denied(key + " is token, and there is no subscription token for the channel");
    };
  }

  private static Permission use(
      ChannelRule rule, Identity client, String channel, Action action, Standing standing) {
    Audience word = action == Action.PUBLISH ? rule.publish() : rule.read();
    String key = key(channel, action);
    if (word == Audience.NOBODY) {
      return denied(key + " is nobody: no client may do that");
    }
    if (standing.subscribed()) {
      return Permission.allowed("the client is subscribed to the channel");
    }
    if (UserList.limits(rule, channel) && !UserList.names(channel, client.user())) {
      return denied("the channel is for the users that its name lists");
    }
    return switch (word) {
      case ANONYMOUS -> Permission.allowed(key + " is anonymous: every client may do that");
      case CLIENT ->
          client.isAnonymous()
              ? denied(key + " is client, and this client has no user")
              : Permission.allowed(key + " is client: every client with a user may do that");
      default -> denied(key + " is subscriber, and the client is not subscribed to the channel");
    };
  }

  private static Permission denied(String reason) {
    return Permission.denied(Permission.Cause.DENIED, reason);
  }

  private static String key(String channel, Action action) {
    String namespace = ChannelName.namespace(channel);
    return (namespace.isEmpty() ? "channels.default." : "channels.namespaces." + namespace + ".")
        + switch (action) {
          case SUBSCRIBE -> "subscribe";
          case PUBLISH -> "publish";
          case READ -> "read";
        };
  }
}
