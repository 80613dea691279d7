package io.wsgateway.protocol.raw;

import io.vertx.core.Future;
import io.wsgateway.channel.Payload;
import io.wsgateway.config.EndpointConfig;
import io.wsgateway.config.EndpointConfig.Affinity;
import io.wsgateway.config.EndpointConfig.OnFail;
import io.wsgateway.connection.EndReason;
import io.wsgateway.metrics.FaultMetrics.Where;
import io.wsgateway.protocol.raw.Outcome.Refusal;
import io.wsgateway.session.BackendRefused;
import io.wsgateway.session.Backends;
import io.wsgateway.session.Backends.Route;
import io.wsgateway.session.Faults;
import io.wsgateway.session.SessionLoop;
import io.wsgateway.session.Undelivered;
import org.jspecify.annotations.Nullable;

/**
 * Implements {@code onMessage: forward}: sends a client's messages to the backends, with {@code
 * awaitReply} their replies to the client, and with {@code onFail: reply} also their refusals. A
 * message that no backend accepts closes the client, so that no message is lost silently. The
 * reason is not sent to the client.
 */
final class Forwarding {
  private final Backends backends;
  private final Faults faults;
  private final Backends.Sender sender;
  private final EndpointConfig endpoint;
  private final Route route;

  Forwarding(SessionLoop sessions, Backends.Sender sender, EndpointConfig endpoint) {
    this.backends = sessions.backends();
    this.faults = sessions.faults();
    this.sender = sender;
    this.endpoint = endpoint;
    this.route = endpoint.affinity() == Affinity.CLIENT ? Route.SAME : Route.ANY;
  }

  void forward(Payload message, Outcome outcome) {
    if (!endpoint.awaitReply()) {
      backends
          .inbound(sender, route, message)
          .onSuccess(sent -> outcome.taken())
          .onFailure(failure -> refused(failure, outcome));
      return;
    }
    Future<@Nullable Payload> answer = backends.inboundAwaitingReply(sender, route, message);
    answer.onSuccess(outcome::replied).onFailure(failure -> refused(failure, outcome));
  }

  private void refused(Throwable failure, Outcome outcome) {
    if (failure instanceof BackendRefused no) {
      if (endpoint.onFail() == OnFail.REPLY) {
        outcome.refused(no);
      } else {
        outcome.ended(no);
      }
    } else if (failure instanceof Undelivered undelivered) {
      Refusal refusal =
          new Refusal(
              EndReason.NOT_TAKEN,
              "undelivered",
              null,
              "the message reached no backend, or none answered in time");
      if (undelivered.isTold()) {
        outcome.told(refusal);
      } else {
        outcome.refused(refusal);
      }
    } else {
      faults.add(Where.FORWARD, failure);
      outcome.refused(Refusal.FAULT);
    }
  }
}
