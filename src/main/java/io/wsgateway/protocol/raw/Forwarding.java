package io.wsgateway.protocol.raw;

import io.vertx.core.Future;
import io.wsgateway.channel.Payload;
import io.wsgateway.config.EndpointConfig;
import io.wsgateway.config.EndpointConfig.Affinity;
import io.wsgateway.config.EndpointConfig.OnFail;
import io.wsgateway.connection.EndReason;
import io.wsgateway.metrics.FaultMetrics.Where;
import io.wsgateway.session.BackendRefused;
import io.wsgateway.session.Backends;
import io.wsgateway.session.Backends.Route;
import io.wsgateway.session.ClientPort;
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
  private final ClientPort port;

  Forwarding(
      SessionLoop sessions, Backends.Sender sender, EndpointConfig endpoint, ClientPort port) {
    this.backends = sessions.backends();
    this.faults = sessions.faults();
    this.sender = sender;
    this.endpoint = endpoint;
    this.route = endpoint.affinity() == Affinity.CLIENT ? Route.SAME : Route.ANY;
    this.port = port;
  }

  void forward(Payload message) {
    if (!endpoint.awaitReply()) {
      backends.inbound(sender, route, message).onFailure(this::refused);
      return;
    }
    Future<@Nullable Payload> answer = backends.inboundAwaitingReply(sender, route, message);
    answer
        .onSuccess(
            reply -> {
              if (reply != null) {
                port.reply(reply);
              }
            })
        .onFailure(this::refused);
  }

  private void refused(Throwable failure) {
    if (failure instanceof BackendRefused no) {
      if (endpoint.onFail() == OnFail.REPLY) {
        port.reply(Payload.json(no.asJson()));
      } else {
        port.close(EndReason.FAULT, no.text());
      }
    } else if (failure instanceof Undelivered) {
      port.close(EndReason.NOT_TAKEN, "the message reached no backend, or none answered in time");
    } else {
      faults.add(Where.FORWARD, failure);
      port.close(EndReason.FAULT, "");
    }
  }
}
