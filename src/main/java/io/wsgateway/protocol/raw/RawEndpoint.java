package io.wsgateway.protocol.raw;

import io.wsgateway.channel.ChannelRule;
import io.wsgateway.channel.LogCap;
import io.wsgateway.channel.Publisher;
import io.wsgateway.config.EndpointConfig;
import io.wsgateway.config.EndpointConfig.FrameStyle;
import io.wsgateway.connection.ClientProtocol;
import io.wsgateway.connection.WireMessage;
import io.wsgateway.fanout.WireFormat;
import io.wsgateway.server.Endpoint;
import io.wsgateway.server.UpgradeInfo;
import io.wsgateway.server.admission.PathPattern;
import io.wsgateway.server.admission.Subprotocols;
import io.wsgateway.session.SessionLoop;
import java.util.Map;
import java.util.concurrent.TimeUnit;
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
  private final PathPattern path;
  private final @Nullable WireMessage welcome;
  private final @Nullable Heartbeats heartbeats;

  /**
   * Makes the endpoint; {@code rule} is its channel's, {@code formats} are the node's, {@code
   * messages} this loop's.
   */
  public RawEndpoint(
      EndpointConfig config,
      RawProtocol protocol,
      ChannelRule rule,
      RawFormats formats,
      ClientMessages messages,
      SessionLoop sessions) {
    this.config = config;
    this.protocol = protocol;
    this.rule = rule;
    this.format = formats.of(config.frames());
    this.messages = messages;
    this.drops =
        new LogCap(DROPS_PER_MINUTE, TimeUnit.MINUTES.toNanos(1), sessions.loop()::nanoTime);
    this.sessions = sessions;
    this.path = PathPattern.parse(config.path());
    String text = config.welcome();
    this.welcome = text == null ? null : text(text);
    this.heartbeats =
        config.heartbeatSeconds() == 0
            ? null
            : new Heartbeats(sessions.loop(), config.heartbeatSeconds());
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

  /** The welcome message, encoded once for all clients; null if there is none. */
  @Nullable WireMessage welcome() {
    return welcome;
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
    Publisher self = new Publisher(sessions.clients().draw(), upgrade.user());
    RawClient client =
        new RawClient(this, self, channel(upgrade), upgrade.client().address(), sessions);
    client.subscribe(rule);
    return client;
  }

  private String channel(UpgradeInfo upgrade) {
    String channel = config.channel();
    // The values are letters, digits, '_' and '-' only (the path pattern's grammar), so that none
    // can introduce another placeholder or a namespace.
    for (Map.Entry<String, String> placeholder : upgrade.placeholders().entrySet()) {
      channel = channel.replace("{" + placeholder.getKey() + "}", placeholder.getValue());
    }
    return channel.replace("{user}", upgrade.user());
  }
}
