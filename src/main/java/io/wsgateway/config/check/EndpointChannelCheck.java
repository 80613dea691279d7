package io.wsgateway.config.check;

import io.wsgateway.channel.ChannelName;
import io.wsgateway.config.EndpointConfig;
import io.wsgateway.config.GatewayConfig;
import io.wsgateway.config.text.NearestName;
import io.wsgateway.config.text.Printable;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Checks that the channel of an endpoint is valid for every value of its placeholders. */
final class EndpointChannelCheck {
  /** The longest value that a placeholder of a path can have. */
  private static final String LONGEST = "x".repeat(64);

  private static final String LONGEST_USER = "x".repeat(ChannelName.USER_LENGTH);

  private final GatewayConfig config;
  private final Problems problems;

  EndpointChannelCheck(GatewayConfig config, Problems problems) {
    this.config = config;
    this.problems = problems;
  }

  void check(EndpointConfig endpoint, String endpointKey) {
    String key = endpointKey + ".channel";
    if (problems.failed(key) || problems.failed(endpointKey + ".path")) {
      return;
    }
    problem(endpoint).ifPresent(sentence -> problems.add(key, sentence));
  }

  private Optional<String> problem(EndpointConfig endpoint) {
    Template channel = new Template(endpoint.channel());
    String shown = Printable.quoted(endpoint.channel());
    if (channel.strayBraces()) {
      return Optional.of(shown + " has a brace that is not part of a placeholder");
    }
    return placeholders(endpoint, channel)
        .or(
            () ->
                ChannelName.problem(
                        channel.fill(EndpointChannelCheck::longest), config.limits().channelBytes())
                    .map(problem -> shown + " " + problem + whenLongest(channel)))
        .or(() -> namespace(channel, shown));
  }

  private Optional<String> placeholders(EndpointConfig endpoint, Template channel) {
    List<String> known = new ArrayList<>(new Template(endpoint.path()).placeholders());
    List<String> used = channel.placeholders();
    if (endpoint.auth().knowsUser()) {
      known.add(Template.USER);
    } else if (used.contains(Template.USER)) {
      return Optional.of(EndpointChecks.NO_USER);
    }
    String head = ChannelName.namespace(endpoint.channel());
    boolean namespaced = endpoint.channel().indexOf(':') >= 0;
    // A user's id may contain a colon, and would then choose the namespace.
    if (!new Template(head).placeholders().isEmpty()
        || (!namespaced && used.contains(Template.USER))) {
      return Optional.of("the namespace must be fixed, for example room:{room}");
    }
    return used.stream()
        .filter(name -> !known.contains(name))
        .findFirst()
        .map(
            name ->
                "{"
                    + name
                    + "} is not a placeholder of the path "
                    + Printable.quoted(endpoint.path()));
  }

  private Optional<String> namespace(Template channel, String shown) {
    String name = channel.fill(placeholder -> "x");
    String namespace = ChannelName.namespace(name);
    if (config.channels().rules().find(name).isPresent()
        || problems.failed("channels.namespaces")) {
      return Optional.empty();
    }
    return Optional.of(
        shown
            + " is in the namespace "
            + namespace
            + ", which is not configured; add channels.namespaces."
            + namespace
            + ": {}"
            + NearestName.of(namespace, config.channels().namespaces().keySet())
                .map(nearest -> ", or use " + nearest)
                .orElse(""));
  }

  private static String longest(String placeholder) {
    return placeholder.equals(Template.USER) ? LONGEST_USER : LONGEST;
  }

  private static String whenLongest(Template channel) {
    List<String> used = channel.placeholders();
    if (used.contains(Template.USER)) {
      return " with "
          + ChannelName.USER_LENGTH
          + " characters for {user}"
          + (used.size() > 1 ? " and 64 in each other placeholder" : "");
    }
    return used.isEmpty() ? "" : " with 64 characters in each placeholder";
  }
}
