package io.wsgateway.protocol.raw;

import io.vertx.core.Future;
import io.wsgateway.auth.ClientChecks;
import io.wsgateway.channel.ChannelRule;
import io.wsgateway.channel.LogCap;
import io.wsgateway.channel.Publisher;
import io.wsgateway.config.EndpointConfig;
import io.wsgateway.config.EndpointConfig.EndpointAuth;
import io.wsgateway.config.EndpointConfig.FrameStyle;
import io.wsgateway.config.EndpointConfig.OnMessage;
import io.wsgateway.connection.ClientProtocol;
import io.wsgateway.connection.WireMessage;
import io.wsgateway.fanout.WireFormat;
import io.wsgateway.server.Endpoint;
import io.wsgateway.server.PostAnswer;
import io.wsgateway.server.UpgradeInfo;
import io.wsgateway.server.admission.Credentials;
import io.wsgateway.server.admission.HookDoor;
import io.wsgateway.server.admission.PathPattern;
import io.wsgateway.server.admission.Subprotocols;
import io.wsgateway.session.Backends;
import io.wsgateway.session.Rights.Action;
import io.wsgateway.session.SessionLoop;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A configured raw endpoint on one event loop; makes clients of upgrades. */
public final class RawEndpoint implements Endpoint {
  private static final int DROPS_PER_MINUTE = 5;

  private final EndpointConfig config;
  private final RawProtocol protocol;
  private final ChannelRule rule;
  private final WireFormat format;
  private final ClientMessages messages;
  private final LogCap drops;
  private final SessionLoop sessions;
  private final ClientChecks checks;
  private final PathPattern path;
  private final Credentials credentials;
  private final @Nullable WireMessage welcome;
  private final @Nullable Heartbeats heartbeats;
  private final @Nullable ReplyText reply;

  /**
   * Makes the endpoint.
   *
   * @param rule its channel's
   * @param formats the node's
   * @param messages checks what its clients send, on this loop
   * @param checks decides about its clients, if they need credentials
   */
  public RawEndpoint(
      EndpointConfig config,
      RawProtocol protocol,
      ChannelRule rule,
      RawFormats formats,
      ClientMessages messages,
      SessionLoop sessions,
      ClientChecks checks) {
    this.config = config;
    this.protocol = protocol;
    this.rule = rule;
    this.format = formats.of(config.frames());
    this.messages = messages;
    this.drops =
        new LogCap(DROPS_PER_MINUTE, TimeUnit.MINUTES.toNanos(1), sessions.loop()::nanoTime);
    this.sessions = sessions;
    this.checks = checks;
    this.path = PathPattern.parse(config.path());
    String text = config.welcome();
    this.welcome = text == null || namesUser(text) ? null : text(text);
    this.heartbeats =
        isJson() && config.heartbeatSeconds() > 0
            ? new Heartbeats(sessions.loop(), config.heartbeatSeconds())
            : null;
    this.reply = config.reply() == null ? null : new ReplyText(config.reply());
    this.credentials = credentials(config.auth());
  }

  private Credentials credentials(EndpointAuth auth) {
    return switch (auth) {
      case NONE -> Credentials.NONE;
      case TOKEN ->
          Credentials.tokens(
              checks.tokens(), namesUser(config.channel()), sessions.clients()::isBlocked);
      case HOOK ->
          new Credentials(
              null,
              new HookDoor(
                  checks.hook(), checks.headers(), sessions.clients()::draw, this::channelAt),
              namesUser(config.channel()),
              sessions.clients()::isBlocked);
    };
  }

  /** The channel of a client at a path; empty if it depends on its user. */
  private String channelAt(String at) {
    return namesUser(config.channel())
        ? ""
        : path.match(at).map(values -> filled(config.channel(), values)).orElse("");
  }

  private static boolean namesUser(String text) {
    return text.contains(ReplyText.USER);
  }

  /** Its configuration. */
  EndpointConfig config() {
    return config;
  }

  /** Checks what its clients send. */
  ClientMessages messages() {
    return messages;
  }

  /** Limits the log lines about messages that were dropped. */
  LogCap drops() {
    return drops;
  }

  /** How its clients receive publications. */
  WireFormat format() {
    return format;
  }

  /** Whether clients and gateway exchange objects, not bare messages. */
  boolean isJson() {
    return config.frames() == FrameStyle.JSON;
  }

  /** A welcome or a configured reply. */
  final WireMessage text(String text) {
    return isJson() ? OutgoingJson.text(text) : WireMessage.text(text);
  }

  /** What its clients are sent regularly; null for nothing. */
  @Nullable Heartbeats heartbeats() {
    return heartbeats;
  }

  @Override
  public ClientProtocol protocol() {
    return protocol;
  }

  @Override
  public ClientProtocol streams() {
    return protocol.streams();
  }

  @Override
  public ClientProtocol polls() {
    return protocol.polls();
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
    return text != null && welcome == null ? text(text.replace(ReplyText.USER, user)) : welcome;
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
    Publisher self = new Publisher(id(upgrade), upgrade.identity().user());
    RawClient client = new RawClient(this, self, sender(self, upgrade), sessions);
    client.subscribe(rule);
    if (config.auth() == EndpointAuth.TOKEN) {
      client.live(
          new TokenLife(
              sessions.loop(),
              checks.tokens(),
              sessions.clients()::isBlocked,
              client,
              isJson(),
              upgrade.identity()));
    } else if (upgrade.identity().endsMillis() > 0) {
      // The backend is asked again when the client connects again.
      client.endAt(upgrade.identity().endsMillis());
    }
    return client;
  }

  private String id(UpgradeInfo upgrade) {
    String known = upgrade.id();
    return known == null ? sessions.clients().draw() : known;
  }

  @Override
  public Grant grant(UpgradeInfo upgrade) {
    String channel = channel(upgrade);
    return new Grant(channel, new RawGrant(channel, config).allows(Action.PUBLISH, channel));
  }

  @Override
  public Future<PostAnswer> post(UpgradeInfo sender, boolean text, byte[] message) {
    Publisher self = new Publisher(id(sender), sender.identity().user());
    return new RawPost(this, sessions, self, sender(self, sender)).take(text, message);
  }

  private Backends.Sender sender(Publisher self, UpgradeInfo upgrade) {
    String address = upgrade.client().address();
    Map<String, String> headers =
        headers(config.onMessage(), sessions.backends().clientHeaders(), upgrade.header());
    return new Backends.Sender(
        self.client(), self.user(), config.path(), channel(upgrade), address, headers);
  }

  /** The headers that are kept for as long as a client is connected: none, unless it forwards. */
  static Map<String, String> headers(
      OnMessage onMessage, List<String> names, Function<String, @Nullable String> header) {
    if (onMessage != OnMessage.FORWARD) {
      return Map.of();
    }
    Map<String, String> headers = new LinkedHashMap<>();
    for (String name : names) {
      String value = header.apply(name);
      if (value != null) {
        headers.put(name, value);
      }
    }
    return Map.copyOf(headers);
  }

  private String channel(UpgradeInfo upgrade) {
    // The user's id comes last: it may hold a brace or a colon.
    return filled(config.channel(), upgrade.placeholders())
        .replace(ReplyText.USER, upgrade.identity().user());
  }

  private static String filled(String channel, Map<String, String> placeholders) {
    String filled = channel;
    // The values are letters, digits, '_' and '-' only (the path pattern's grammar), so that none
    // can introduce another placeholder or a namespace.
    for (Map.Entry<String, String> placeholder : placeholders.entrySet()) {
      filled = filled.replace("{" + placeholder.getKey() + "}", placeholder.getValue());
    }
    return filled;
  }
}
