package io.wsgateway.config.check;

import io.wsgateway.channel.ChannelName;
import io.wsgateway.channel.ChannelRule;
import io.wsgateway.channel.SubscribeAudience;
import io.wsgateway.channel.UserList;
import io.wsgateway.config.EndpointConfig;
import io.wsgateway.config.GatewayConfig;
import io.wsgateway.config.text.KeyPaths;
import io.wsgateway.config.text.Printable;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * Warns when a channel with {@code {user}} is open to others: by the word {@code subscribe} of its
 * rule, or by the path of another endpoint, in which a client may write the user's id.
 */
final class PrivateChannelCheck {
  /** Any id; it is also what a client may write into a path. */
  private static final String SOMEBODY = "x";

  private static final String PLACE = "[a-zA-Z0-9_-]{1,64}";

  private final GatewayConfig config;
  private final Problems problems;

  private PrivateChannelCheck(GatewayConfig config, Problems problems) {
    this.config = config;
    this.problems = problems;
  }

  static void check(GatewayConfig config, Problems problems) {
    PrivateChannelCheck check = new PrivateChannelCheck(config, problems);
    List<EndpointConfig> all = config.endpoints();
    for (int i = 0; i < all.size(); i++) {
      String key = KeyPaths.element("endpoints", i);
      if (all.get(i).auth().knowsUser()
          && isPrivate(all.get(i).channel())
          && !problems.failed(key + ".channel")) {
        check.rule(all.get(i).channel(), key + ".channel");
        check.paths(all.get(i).channel(), key + ".channel");
      }
    }
  }

  private static boolean isPrivate(String channel) {
    return new Template(channel).placeholders().contains(Template.USER);
  }

  private void rule(String channel, String key) {
    ChannelRule rule = config.channels().rules().find(channel).orElse(null);
    if (rule == null || UserList.limits(rule, channel)) {
      return;
    }
    SubscribeAudience word = rule.subscribe();
    if (word == SubscribeAudience.CLIENT || word == SubscribeAudience.ANONYMOUS) {
      String clients = word == SubscribeAudience.CLIENT ? "client with a user" : "client";
      problems.warn(
          key
              + ": "
              + Printable.quoted(channel)
              + " is for one user, but channels.namespaces."
              + ChannelName.namespace(channel)
              + ".subscribe: "
              + word.name().toLowerCase(Locale.ROOT)
              + " permits every "
              + clients
              + " to subscribe to it; set nobody or token");
    }
  }

  private void paths(String channel, String key) {
    String name = new Template(channel).fill(placeholder -> SOMEBODY);
    for (int i = 0; i < config.endpoints().size(); i++) {
      EndpointConfig other = config.endpoints().get(i);
      if (!isPrivate(other.channel()) && pattern(other.channel()).matcher(name).matches()) {
        problems.warn(
            key
                + ": "
                + Printable.quoted(channel)
                + " is for one user, but every client of "
                + Printable.quoted(other.path())
                + " ("
                + KeyPaths.element("endpoints", i)
                + ") may write a user's id into its path and receive the same channel; give the"
                + " two endpoints different namespaces");
      }
    }
  }

  /** Placeholders are the only part of a channel that its client chooses. */
  private static Pattern pattern(String channel) {
    String quoted = Pattern.quote(channel);
    return Pattern.compile(
        quoted.replaceAll("\\{[a-zA-Z][a-zA-Z0-9]{0,31}}", "\\\\E" + PLACE + "\\\\Q"));
  }
}
