package io.wsgateway.protocol.raw;

import io.wsgateway.broker.PublishRefused;
import io.wsgateway.channel.ChannelRule;
import io.wsgateway.channel.Payload;
import io.wsgateway.channel.Publisher;
import io.wsgateway.channel.SlowConsumer;
import io.wsgateway.config.EndpointConfig;
import io.wsgateway.config.EndpointConfig.DataKind;
import io.wsgateway.config.EndpointConfig.OnGap;
import io.wsgateway.connection.CloseEvent;
import io.wsgateway.connection.Connection;
import io.wsgateway.connection.End;
import io.wsgateway.connection.EndReason;
import io.wsgateway.connection.Hold;
import io.wsgateway.connection.MessageBatch;
import io.wsgateway.connection.WireMessage;
import io.wsgateway.fanout.ChannelBatch;
import io.wsgateway.metrics.FaultMetrics.Where;
import io.wsgateway.protocol.raw.Outcome.Refusal;
import io.wsgateway.server.Endpoint;
import io.wsgateway.session.Backends;
import io.wsgateway.session.ClientPort;
import io.wsgateway.session.Faults;
import io.wsgateway.session.Session;
import io.wsgateway.session.SessionLoop;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** A client of a raw endpoint: handles its messages, and sends it publications and replies. */
final class RawClient implements Endpoint.Client, ClientPort {
  private final RawEndpoint endpoint;
  private final Session session;
  private final String channel;
  private final String remote;
  private final ClientEvents events;
  private final Forwarding forwarding;
  private final Faults faults;
  private final Resets resets;
  // Null only until attached, which is called in the tick of the constructor.
  private @Nullable Connection connection;
  private boolean resetDue;

  /** Null for a client without a token. */
  private @Nullable TokenLife life;

  /** Ends the heartbeats. */
  private Runnable heartbeat = () -> {};

  RawClient(RawEndpoint endpoint, Publisher self, Backends.Sender sender, SessionLoop sessions) {
    this.endpoint = endpoint;
    this.session =
        new Session(sessions, self, new RawGrant(sender.channel(), endpoint.config()), this);
    this.channel = sender.channel();
    this.remote = sender.remote();
    this.events = new ClientEvents(sessions.backends(), sender);
    this.forwarding = new Forwarding(sessions, sender, endpoint.config());
    this.faults = sessions.faults();
    this.resets = new Resets(sessions.loop(), sessions.closes());
  }

  @Override
  public String id() {
    return session.self().client();
  }

  void subscribe(ChannelRule rule) {
    session.subscribeAtOnce(channel, rule);
  }

  /** Lets the client stay as long as its token does. */
  void live(TokenLife token) {
    life = token;
    token.begin();
  }

  /** Closes the client at a time of the wall clock, in epoch milliseconds. */
  void endAt(long wallMillis) {
    session.endAt(wallMillis);
  }

  @Override
  public void attached(Connection opening) {
    connection = opening;
  }

  @Override
  public void opened() {
    events.opened();
    if (endpoint.isJson()) {
      send(OutgoingJson.NO_POSITION);
    }
    WireMessage welcome = endpoint.welcome(session.self().user());
    if (welcome != null) {
      send(welcome);
    }
    Heartbeats heartbeats = endpoint.heartbeats();
    if (heartbeats != null) {
      heartbeat = heartbeats.add(this);
    }
  }

  @Override
  public void message(boolean text, byte[] bytes) {
    EndpointConfig config = endpoint.config();
    if (config.logMessages()) {
      MessageLog.received(session.self(), config.path(), remote, text, bytes);
    }
    Incoming incoming =
        text && endpoint.isJson()
            ? IncomingJson.read(bytes, config.data())
            : new Incoming.Message(null, text, bytes);
    if (incoming instanceof Incoming.Message message) {
      take(
          message,
          endpoint.isJson() ? new JsonOutcome(message.id(), this) : new PlainOutcome(this));
    } else if (incoming instanceof Incoming.Malformed wrong) {
      send(OutgoingJson.error(null, Refusal.INVALID, wrong.at(), wrong.problem()));
    } else if (incoming instanceof Incoming.Renewal renewal) {
      renew(renewal.token());
    }
  }

  private void renew(String token) {
    if (life == null) {
      send(OutgoingJson.error(null, Refusal.INVALID, "/token", "this endpoint takes no token"));
    } else {
      life.renew(token);
    }
  }

  private void take(Incoming.Message message, Outcome outcome) {
    EndpointConfig config = endpoint.config();
    ClientMessages.Refused refused = endpoint.messages().refused(message.text(), message.bytes());
    if (refused != null) {
      refuse(refused, outcome);
      return;
    }
    Payload payload = Payload.of(kind(message.text()), message.bytes());
    switch (config.onMessage()) {
      case PUBLISH -> publish(payload, outcome);
      case ECHO, IGNORE -> outcome.taken();
      case FORWARD -> forwarding.forward(payload, outcome);
    }
    ReplyText reply = endpoint.reply();
    if (reply != null) {
      send(endpoint.text(reply.to(session.self().user(), payload.asText())));
    }
  }

  private Payload.Kind kind(boolean text) {
    if (endpoint.config().data() == DataKind.JSON) {
      return Payload.Kind.JSON;
    }
    return text ? Payload.Kind.TEXT : Payload.Kind.BINARY;
  }

  /** With {@code frames: plain} there is no frame that could tell the client what was wrong. */
  private void refuse(ClientMessages.Refused refused, Outcome outcome) {
    if (refused.dropped() && !endpoint.isJson()) {
      MessageLog.dropped(
          session.self(), endpoint.config().path(), remote, refused.sentence(), endpoint.drops());
    } else {
      outcome.refused(
          new Refusal(refused.reason(), refused.code(), refused.at(), refused.sentence()));
    }
  }

  /** The answer follows at once, before the client's own copy of the publication. */
  private void publish(Payload payload, Outcome outcome) {
    session
        .publish(channel, payload)
        .onSuccess(position -> outcome.taken())
        .onFailure(
            failure -> {
              if (failure instanceof PublishRefused refused) {
                String code = refused.reason().name().toLowerCase(Locale.ROOT);
                outcome.refused(
                    new Refusal(EndReason.NOT_TAKEN, code, null, refused.explanation()));
              } else {
                faults.add(Where.CLIENT_PUBLISH, failure);
                outcome.refused(Refusal.FAULT);
              }
            });
  }

  /** Sends one message, unless the connection is still missing. */
  void send(WireMessage message) {
    if (connection != null) {
      connection.send(message);
    }
  }

  @Override
  public void reply(Payload payload) {
    send(endpoint.isJson() ? OutgoingJson.data(payload) : RawFormats.bare(payload));
  }

  @Override
  public void push(ChannelBatch batch, ChannelRule rule) {
    Connection target = connection;
    if (target == null) {
      return;
    }
    if (endpoint.config().includeSender() || !batch.isFrom(session.self().client())) {
      deliver(target, batch.frames(endpoint.format()), rule);
      return;
    }
    List<WireMessage> others = othersOf(batch);
    if (!others.isEmpty()) {
      MessageBatch frames = new MessageBatch(others);
      deliver(target, frames, rule);
      if (frames.isWritten()) {
        batch.written();
      }
      frames.release();
    }
  }

  private List<WireMessage> othersOf(ChannelBatch batch) {
    List<WireMessage> others = new ArrayList<>(batch.size());
    for (int i = 0; i < batch.size(); i++) {
      if (!ChannelBatch.isFrom(batch.publication(i), session.self().client())) {
        others.add(batch.message(i, endpoint.format()));
      }
    }
    return others;
  }

  private void deliver(Connection target, MessageBatch frames, ChannelRule rule) {
    if (rule.slowConsumer() == SlowConsumer.LATEST) {
      target.deliverLatest(frames, channel, rule.minIntervalMillis());
    } else {
      target.deliver(frames, channel, rule.slowConsumer());
    }
  }

  @Override
  public void missed(String missedChannel) {
    if (endpoint.config().onGap() == OnGap.CLOSE && !resetDue) {
      resetDue = true;
      // Messages after the gap are of no use to it, and sending them would increase the overload.
      session.end();
      resets.soon(() -> close(EndReason.MISSED_MESSAGES, ""));
    }
  }

  @Override
  public void hold(Hold why, BooleanSupplier still) {
    if (connection != null) {
      connection.hold(why, still);
    }
  }

  @Override
  public void behind(boolean behind) {
    session.behind(behind);
  }

  /** Nothing reaches the client any more, and it must not count as a subscriber that is behind. */
  @Override
  public void ending() {
    session.end();
  }

  @Override
  public void close(EndReason reason, String text) {
    if (connection != null) {
      connection.close(reason, text);
    }
  }

  @Override
  public void close(int code, String reason) {
    if (connection != null) {
      connection.close(End.asked(code, reason));
    }
  }

  @Override
  public void closed(CloseEvent event) {
    heartbeat.run();
    if (life != null) {
      life.end();
    }
    session.end();
    events.closed(event.code());
  }
}
