package io.wsgateway.protocol.raw;

import io.wsgateway.broker.PublishRefused;
import io.wsgateway.channel.ChannelRule;
import io.wsgateway.channel.JsonText;
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
import io.wsgateway.server.Endpoint;
import io.wsgateway.session.Backends;
import io.wsgateway.session.ClientPort;
import io.wsgateway.session.Faults;
import io.wsgateway.session.Session;
import io.wsgateway.session.SessionLoop;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
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

  RawClient(
      RawEndpoint endpoint, Publisher self, String channel, String remote, SessionLoop sessions) {
    this.endpoint = endpoint;
    this.session = new Session(sessions, self, new RawGrant(channel, endpoint.config()), this);
    this.channel = channel;
    this.remote = remote;
    Backends.Sender sender =
        new Backends.Sender(self.client(), self.user(), endpoint.config().path(), channel, remote);
    this.events = new ClientEvents(sessions.backends(), sender);
    this.forwarding = new Forwarding(sessions, sender, endpoint.config(), this);
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
    WireMessage welcome = endpoint.welcome(session.self().user());
    if (welcome != null && connection != null) {
      connection.send(welcome);
    }
  }

  @Override
  public void message(boolean text, byte[] bytes) {
    EndpointConfig config = endpoint.config();
    if (config.logMessages()) {
      MessageLog.received(session.self(), config.path(), remote, text, bytes);
    }
    if (!text && !config.binary()) {
      close(EndReason.UNSUPPORTED_DATA, "this endpoint takes text only");
      return;
    }
    Optional<Payload> payload = payload(text, bytes);
    if (payload.isEmpty()) {
      return;
    }
    switch (config.onMessage()) {
      case PUBLISH -> publish(payload.get());
      case ECHO, IGNORE -> {}
      case FORWARD -> forwarding.forward(payload.get());
    }
    ReplyText reply = endpoint.reply();
    if (reply != null) {
      reply(Payload.text(reply.to(session.self().user(), payload.get().asText())));
    }
  }

  private Optional<Payload> payload(boolean text, byte[] bytes) {
    if (endpoint.config().data() == DataKind.TEXT) {
      return Optional.of(Payload.of(text ? Payload.Kind.TEXT : Payload.Kind.BINARY, bytes));
    }
    if (!text) {
      close(EndReason.UNSUPPORTED_DATA, "this endpoint takes JSON in text messages");
      return Optional.empty();
    }
    Optional<String> problem = JsonText.problem(bytes);
    if (problem.isPresent()) {
      close(EndReason.INVALID_DATA, "not valid JSON: " + problem.get());
      return Optional.empty();
    }
    return Optional.of(Payload.of(Payload.Kind.JSON, bytes));
  }

  private void publish(Payload payload) {
    session
        .publish(channel, payload)
        .onFailure(
            failure -> {
              // No message is lost silently: a client whose message was refused is closed.
              if (failure instanceof PublishRefused refused) {
                close(EndReason.NOT_TAKEN, refused.explanation());
              } else {
                faults.add(Where.CLIENT_PUBLISH, failure);
                close(EndReason.FAULT, "");
              }
            });
  }

  @Override
  public void reply(Payload payload) {
    if (connection != null) {
      connection.send(RawFormat.message(payload));
    }
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
    session.end();
    events.closed(event.code());
  }
}
