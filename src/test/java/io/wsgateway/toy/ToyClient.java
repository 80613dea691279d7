package io.wsgateway.toy;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import io.wsgateway.broker.PublishRefused;
import io.wsgateway.channel.ChannelRule;
import io.wsgateway.channel.Payload;
import io.wsgateway.channel.Publisher;
import io.wsgateway.channel.SlowConsumer;
import io.wsgateway.connection.CloseEvent;
import io.wsgateway.connection.Connection;
import io.wsgateway.connection.End;
import io.wsgateway.connection.EndReason;
import io.wsgateway.connection.Hold;
import io.wsgateway.connection.WireMessage;
import io.wsgateway.fanout.ChannelBatch;
import io.wsgateway.loop.Loop;
import io.wsgateway.server.Endpoint;
import io.wsgateway.session.ActionRefused;
import io.wsgateway.session.ClientPort;
import io.wsgateway.session.Rights;
import io.wsgateway.session.Session;
import io.wsgateway.session.SessionLoop;
import java.util.function.BooleanSupplier;

/**
 * A client whose frames hold commands, one a line, each with an {@code id} that its reply repeats:
 * {@code subscribe}, {@code unsubscribe}, {@code publish} with {@code data}, {@code expire} in
 * milliseconds. The server pings with {@code {}}, and the client answers with the same.
 */
final class ToyClient implements Endpoint.Client, ClientPort {
  /** Of a client that could not answer a ping: it gets none. */
  static final int NO_PONG = 0;

  private static final int PING_MILLIS = 300;

  private final SessionLoop loop;
  private final Session session;
  private final ToyFormat format;
  private final int pongMillis;
  private Connection connection;
  private Loop.Timer ping = () -> {};
  private Loop.Timer pong = () -> {};

  ToyClient(String id, SessionLoop loop, ToyFormat format, Rights rights, int pongMillis) {
    this.loop = loop;
    this.format = format;
    this.pongMillis = pongMillis;
    this.session = new Session(loop, new Publisher(id, ""), rights, this);
    if (pongMillis != NO_PONG) {
      this.ping = loop.loop().schedule(PING_MILLIS, this::ping);
    }
  }

  private void ping() {
    send(new JsonObject());
    pong =
        loop.loop()
            .schedule(pongMillis, () -> connection.close(EndReason.SILENT, "no answer to a ping"));
  }

  private void pong() {
    pong.cancel();
    ping.cancel();
    ping = loop.loop().schedule(PING_MILLIS, this::ping);
  }

  @Override
  public void message(boolean text, byte[] payload) {
    for (String line : new String(payload, UTF_8).lines().toList()) {
      try {
        handle(new JsonObject(line));
      } catch (DecodeException | ClassCastException e) {
        connection.close(EndReason.PROTOCOL_ERROR, "not a command");
        return;
      }
    }
  }

  private void handle(JsonObject command) {
    String id = command.getString("id");
    if (command.isEmpty()) {
      pong();
    } else if (command.containsKey("subscribe")) {
      session
          .subscribe(command.getString("subscribe"))
          .onComplete(v -> reply(id, "ok"), e -> reply(id, explain(e)));
    } else if (command.containsKey("unsubscribe")) {
      String channel = command.getString("unsubscribe");
      boolean was = session.unsubscribe(channel);
      connection.forget(channel);
      reply(id, was ? "ok" : "not subscribed");
    } else if (command.containsKey("publish")) {
      session
          .publish(command.getString("publish"), Payload.text(command.getString("data")))
          .onComplete(v -> reply(id, "ok"), e -> reply(id, explain(e)));
    } else if (command.containsKey("expire")) {
      session.endAt(loop.loop().wallMillis() + command.getInteger("expire"));
      reply(id, "ok");
    } else {
      connection.close(EndReason.PROTOCOL_ERROR, "unknown command");
    }
  }

  private static String explain(Throwable failure) {
    return failure instanceof ActionRefused refused
        ? refused.reason().toString()
        : ((PublishRefused) failure).reason().toString();
  }

  private void reply(String id, String result) {
    send(new JsonObject().put("id", id).put("result", result));
  }

  private void send(JsonObject message) {
    connection.send(WireMessage.text(message.encode()));
  }

  @Override
  public void reply(Payload payload) {
    connection.send(WireMessage.text(payload.asText()));
  }

  @Override
  public void push(ChannelBatch batch, ChannelRule rule) {
    if (rule.slowConsumer() == SlowConsumer.LATEST) {
      connection.deliverLatest(batch.frames(format), batch.channel(), rule.minIntervalMillis());
    } else {
      connection.deliver(batch.frames(format), batch.channel(), rule.slowConsumer());
    }
  }

  @Override
  public void missed(String channel) {
    connection.close(EndReason.MISSED_MESSAGES, "missed messages of " + channel);
  }

  @Override
  public void hold(Hold why, BooleanSupplier still) {
    connection.hold(why, still);
  }

  @Override
  public void close(EndReason reason, String text) {
    connection.close(reason, text);
  }

  @Override
  public void close(int code, String reason) {
    connection.close(End.asked(code, reason));
  }

  @Override
  public String id() {
    return session.self().client();
  }

  @Override
  public void attached(Connection opening) {
    connection = opening;
  }

  @Override
  public void opened() {}

  @Override
  public void behind(boolean behind) {
    session.behind(behind);
  }

  @Override
  public void ending() {
    ping.cancel();
    pong.cancel();
    session.end();
  }

  @Override
  public void closed(CloseEvent event) {}
}
