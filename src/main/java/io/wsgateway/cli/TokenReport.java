package io.wsgateway.cli;

import io.wsgateway.auth.Identity;
import io.wsgateway.auth.Permission;
import io.wsgateway.auth.Permissions;
import io.wsgateway.auth.Permissions.Action;
import io.wsgateway.auth.Permissions.Standing;
import io.wsgateway.auth.SubscriptionGrant;
import io.wsgateway.auth.TokenExplanation;
import io.wsgateway.channel.ChannelName;
import io.wsgateway.channel.LogText;
import io.wsgateway.config.EndpointConfig;
import io.wsgateway.config.EndpointConfig.EndpointAuth;
import io.wsgateway.config.GatewayConfig;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The lines that tell a developer what becomes of a token. They hold neither it nor a key. */
final class TokenReport {
  private static final String USER = "{user}";
  private static final int SHOWN = 1000;

  private final GatewayConfig config;
  private final boolean unread;
  private final List<String> lines = new ArrayList<>();

  private TokenReport(GatewayConfig config, boolean unread) {
    this.config = config;
    this.unread = unread;
  }

  /**
   * Returns the lines.
   *
   * @param unread whether the keys of {@code auth.jwt.jwksUrl} could not be read
   */
  static List<String> of(GatewayConfig config, TokenExplanation explained, boolean unread) {
    TokenReport report = new TokenReport(config, unread);
    Identity connection = explained.connection();
    SubscriptionGrant subscription = explained.subscription();
    if (connection != null) {
      report.add("accepted", "a connection token");
      report.add("key", String.valueOf(explained.key()));
      report.connection(connection);
    } else if (subscription != null) {
      report.add("accepted", "a subscription token");
      report.add("key", String.valueOf(explained.key()));
      report.subscription(subscription);
    } else {
      report.add("refused", String.valueOf(explained.refusal()));
      report.refused(explained.key());
    }
    return report.lines;
  }

  private void add(String name, String value) {
    lines.add(name + ": " + LogText.escape(value, SHOWN));
  }

  private void connection(Identity identity) {
    user(identity.user(), identity.info());
    if (!identity.channels().isEmpty()) {
      add("channels", String.join(", ", new TreeSet<>(identity.channels())));
    }
    expires(identity.expiresMillis(), identity.endsMillis());
    List<String> paths =
        config.endpoints().stream()
            .filter(endpoint -> endpoint.auth() == EndpointAuth.TOKEN)
            .map(endpoint -> endpoint(endpoint, identity.user()))
            .toList();
    add("endpoints", paths.isEmpty() ? "none has auth: token" : String.join(", ", paths));
  }

  private static String endpoint(EndpointConfig endpoint, String user) {
    String channel = endpoint.channel();
    if (channel.contains(USER) && !ChannelName.fitsUser(user)) {
      return endpoint.path() + " (refused: the user's id does not fit " + channel + ")";
    }
    return endpoint.path() + " (channel " + channel.replace(USER, user) + ")";
  }

  private void subscription(SubscriptionGrant grant) {
    user(grant.user(), grant.info());
    if (!grant.client().isEmpty()) {
      add("client", grant.client());
    }
    add("channel", grant.channel());
    expires(grant.expiresMillis(), grant.endsMillis());
    Permission permission =
        new Permissions(config.channels().rules(), config.limits().channelBytes())
            .decide(
                new Identity(grant.user(), null, Set.of(), 0, 0),
                grant.channel(),
                Action.SUBSCRIBE,
                new Standing(true, false));
    add("subscribe", (permission.isAllowed() ? "allowed: " : "denied: ") + permission.reason());
  }

  private void user(String user, @Nullable String info) {
    add("user", user.isEmpty() ? "(anonymous)" : user);
    if (info != null) {
      add("info", info);
    }
  }

  private void expires(long expiresMillis, long endsMillis) {
    if (expiresMillis == 0) {
      add("expires", "never: give tokens an exp, or clients stay for good");
      return;
    }
    Instant expires = Instant.ofEpochMilli(expiresMillis);
    Duration left = Duration.between(Instant.now(), expires).truncatedTo(ChronoUnit.SECONDS);
    add(
        "expires",
        expires
            + (left.isNegative() ? ", which is over; " : ", in " + left.toSeconds() + " s; ")
            + "accepted until "
            + Instant.ofEpochMilli(endsMillis)
            + " (auth.jwt.leewaySeconds)");
  }

  private void refused(@Nullable String key) {
    add("key", key == null ? "none was found for it" : key);
    String configured =
        config.auth().jwt().keys().stream()
            .map(k -> k.alg() + (k.kid() == null ? " without kid" : " with kid " + k.kid()))
            .collect(Collectors.joining(", "));
    add("keys in auth.jwt.keys", configured.isEmpty() ? "none" : configured);
    if (unread) {
      add("keys at auth.jwt.jwksUrl", "could not be read, so they were not tried");
    }
  }
}
