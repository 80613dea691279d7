package io.wsgateway.protocol.raw;

import io.wsgateway.auth.Tokens;
import io.wsgateway.channel.ChannelRule;
import io.wsgateway.channel.Publisher;
import io.wsgateway.config.EndpointConfig;
import io.wsgateway.config.EndpointConfig.EndpointAuth;
import io.wsgateway.connection.ClientProtocol;
import io.wsgateway.connection.WireMessage;
import io.wsgateway.server.Endpoint;
import io.wsgateway.server.UpgradeInfo;
import io.wsgateway.server.admission.Credentials;
import io.wsgateway.server.admission.PathPattern;
import io.wsgateway.server.admission.Subprotocols;
import io.wsgateway.session.SessionLoop;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A configured raw endpoint on one event loop; makes clients of upgrades. */
public final class RawEndpoint implements Endpoint {
  private final EndpointConfig config;
  private final RawProtocol protocol;
  private final ChannelRule rule;
  private final RawFormat format;
  private final SessionLoop sessions;
  private final PathPattern path;
  private final Credentials credentials;
  private final @Nullable WireMessage welcome;
  private final @Nullable ReplyText reply;

  /**
   * Makes the endpoint.
   *
   * @param rule its channel's
   * @param format the node's
   * @param tokens checks the tokens of its clients, if they need one
   */
  public RawEndpoint(
      EndpointConfig config,
      RawProtocol protocol,
      ChannelRule rule,
      RawFormat format,
      SessionLoop sessions,
      Tokens tokens) {
    this.config = config;
    this.protocol = protocol;
    this.rule = rule;
    this.format = format;
    this.sessions = sessions;
    this.path = PathPattern.parse(config.path());
    String text = config.welcome();
    this.welcome = text == null || namesUser(text) ? null : WireMessage.text(text);
    this.reply = config.reply() == null ? null : new ReplyText(config.reply());
    this.credentials =
        config.auth() == EndpointAuth.TOKEN
            ? new Credentials(tokens, namesUser(config.channel()))
            : Credentials.NONE;
  }

  private static boolean namesUser(String text) {
    return text.contains(ReplyText.USER);
  }

  /** Its configuration. */
  EndpointConfig config() {
    return config;
  }

  /** How its clients receive publications. */
  RawFormat format() {
    return format;
  }

  @Override
  public ClientProtocol protocol() {
    return protocol;
  }

  @Override
  public Credentials credentials() {
    return credentials;
  }

  /**
   * The welcome message of a user; null if there is none. It is encoded once for all clients,
   * unless it names the user.
   */
  @Nullable WireMessage welcome(String user) {
    String text = config.welcome();
    return text != null && welcome == null
        ? WireMessage.text(text.replace(ReplyText.USER, user))
        : welcome;
  }

  /** The text of replies; null if there is none. */
  @Nullable ReplyText reply() {
    return reply;
  }

  @Override
  public PathPattern path() {
    return path;
  }

  @Override
  public Subprotocols subprotocols() {
    return new Subprotocols(config.subprotocols(), config.requireSubprotocol());
  }

  /**
   * Makes a client after its upgrade has passed every check. It is subscribed at once, before its
   * 101 is sent: everything published after the publisher has learned of this client reaches it.
   */
  @Override
  public RawClient open(UpgradeInfo upgrade) {
    Publisher self = new Publisher(sessions.clients().draw(), upgrade.identity().user());
    RawClient client =
        new RawClient(this, self, channel(upgrade), upgrade.client().address(), sessions);
    client.subscribe(rule);
    if (upgrade.identity().endsMillis() > 0) {
      client.endAt(upgrade.identity().endsMillis());
    }
    return client;
  }

  private String channel(UpgradeInfo upgrade) {
    String channel = config.channel();
    // The values are letters, digits, '_' and '-' only (the path pattern's grammar), so that none
    // can introduce another placeholder or a namespace. The user's id comes last: it may hold both.
    for (Map.Entry<String, String> placeholder : upgrade.placeholders().entrySet()) {
      channel = channel.replace("{" + placeholder.getKey() + "}", placeholder.getValue());
    }
    return channel.replace(ReplyText.USER, upgrade.identity().user());
  }
}
