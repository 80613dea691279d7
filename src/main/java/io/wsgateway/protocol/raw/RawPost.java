package io.wsgateway.protocol.raw;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.wsgateway.broker.PublishRefused;
import io.wsgateway.broker.PublishRequest;
import io.wsgateway.channel.MediaType;
import io.wsgateway.channel.Payload;
import io.wsgateway.channel.Publisher;
import io.wsgateway.config.EndpointConfig;
import io.wsgateway.config.EndpointConfig.DataKind;
import io.wsgateway.metrics.FaultMetrics.Where;
import io.wsgateway.server.PostAnswer;
import io.wsgateway.session.BackendRefused;
import io.wsgateway.session.Backends;
import io.wsgateway.session.SessionLoop;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A message that came by POST: does what the endpoint's {@code onMessage} says, and tells its
 * outcome in the response. Its sender is a client for this message only, without a subscription.
 * Belongs to one event loop.
 */
final class RawPost implements Outcome {
  private static final PostAnswer FAULT =
      PostAnswer.error(500, "internal", null, "internal error in the gateway");

  private final RawEndpoint endpoint;
  private final SessionLoop sessions;
  private final Publisher self;
  private final String channel;
  private final Backends.Sender sender;
  private final Promise<PostAnswer> answer = Promise.promise();

  /** The text of a configured reply; null if there is none. */
  private @Nullable String reply;

  RawPost(RawEndpoint endpoint, SessionLoop sessions, Publisher self, Backends.Sender sender) {
    this.endpoint = endpoint;
    this.sessions = sessions;
    this.self = self;
    this.sender = sender;
    this.channel = sender.channel();
  }

  /** Handles the message; the future completes on this loop. */
  Future<PostAnswer> take(boolean text, byte[] bytes) {
    EndpointConfig config = endpoint.config();
    if (config.logMessages()) {
      MessageLog.received(self, config.path(), sender.remote(), text, bytes);
    }
    Incoming incoming =
        text && endpoint.isJson()
            ? IncomingJson.read(bytes, config.data())
            : new Incoming.Message(null, text, bytes);
    if (incoming instanceof Incoming.Message message) {
      take(message);
    } else if (incoming instanceof Incoming.Malformed wrong) {
      error(400, Refusal.INVALID, wrong.at(), wrong.problem());
    } else {
      error(400, Refusal.INVALID, "/token", "a token belongs in the header Authorization");
    }
    return answer.future();
  }

  private void take(Incoming.Message message) {
    ClientMessages.Refused refused = endpoint.messages().refused(message.text(), message.bytes());
    if (refused != null) {
      refused(new Refusal(refused.reason(), refused.code(), refused.at(), refused.sentence()));
      return;
    }
    EndpointConfig config = endpoint.config();
    Payload.Kind kind =
        config.data() == DataKind.JSON
            ? Payload.Kind.JSON
            : message.text() ? Payload.Kind.TEXT : Payload.Kind.BINARY;
    Payload payload = Payload.of(kind, message.bytes());
    ReplyText configured = endpoint.reply();
    reply = configured == null ? null : configured.to(self.user(), payload.asText());
    switch (config.onMessage()) {
      case PUBLISH -> publish(payload);
      case ECHO, IGNORE -> taken();
      case FORWARD -> new Forwarding(sessions, sender, config).forward(payload, this);
    }
  }

  /** A client with a connection would be held while the channel has enough. */
  private void publish(Payload payload) {
    if (sessions.hub().isCongested(channel) || sessions.broker().isOverRate(channel)) {
      error(429, "backlog", null, "the channel is over its rate, or its clients are behind");
      return;
    }
    sessions
        .broker()
        .publish(PublishRequest.of(channel, payload, self))
        .onSuccess(position -> taken())
        .onFailure(
            failure -> {
              if (failure instanceof PublishRefused refused) {
                String code = refused.reason().name().toLowerCase(Locale.ROOT);
                error(refused.reason().code(), code, null, refused.explanation());
              } else {
                sessions.faults().add(Where.CLIENT_PUBLISH, failure);
                answer.tryComplete(FAULT);
              }
            });
  }

  @Override
  public void taken() {
    answer.tryComplete(
        reply == null ? PostAnswer.TAKEN : PostAnswer.reply(MediaType.TEXT, reply.getBytes(UTF_8)));
  }

  @Override
  public void replied(@Nullable Payload said) {
    if (said == null) {
      taken();
    } else {
      answer.tryComplete(PostAnswer.reply(MediaType.of(said.kind()), said.bytes()));
    }
  }

  @Override
  public void refused(BackendRefused refusal) {
    error(422, refusal.code(), null, refusal.text());
  }

  @Override
  public void ended(BackendRefused refusal) {
    // There is no connection to close, and a 5xx would be sent again by what retries on its own.
    refused(refusal);
  }

  @Override
  public void refused(Refusal refusal) {
    switch (refusal.code()) {
      case Refusal.INVALID -> error(400, refusal.code(), refusal.at(), refusal.text());
      case "unsupported" -> error(415, refusal.code(), null, refusal.text());
      case "undelivered" -> error(503, refusal.code(), null, refusal.text());
      default -> answer.tryComplete(FAULT);
    }
  }

  private void error(int status, Object code, @Nullable String at, String message) {
    answer.tryComplete(PostAnswer.error(status, code, at, message));
  }
}
