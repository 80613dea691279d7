package io.wsgateway.protocol.raw;

import io.vertx.core.Future;
import io.wsgateway.channel.Payload;
import io.wsgateway.connection.EndReason;
import io.wsgateway.metrics.FaultMetrics.Where;
import io.wsgateway.session.Backends;
import io.wsgateway.session.ClientPort;
import io.wsgateway.session.Faults;
import io.wsgateway.session.SessionLoop;
import io.wsgateway.session.Undelivered;
import org.jspecify.annotations.Nullable;

/**
 * {@code onMessage: forward}: a client's messages go to the backends, and with {@code awaitReply}
 * their replies to the client. A message that no backend takes closes the client, so that nothing
 * vanishes silently; why it was not taken stays inside.
 */
final class Forwarding {
  private final Backends backends;
  private final Faults faults;
  private final Backends.Sender sender;
  private final boolean awaitReply;
  private final ClientPort port;

  Forwarding(SessionLoop sessions, Backends.Sender sender, boolean awaitReply, ClientPort port) {
    this.backends = sessions.backends();
    this.faults = sessions.faults();
    this.sender = sender;
    this.awaitReply = awaitReply;
    this.port = port;
  }

  void forward(Payload message) {
    if (!awaitReply) {
      backends.inbound(sender, message).onFailure(this::refused);
      return;
    }
    Future<@Nullable Payload> answer = backends.inboundAwaitingReply(sender, message);
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
    if (failure instanceof Undelivered) {
      port.close(EndReason.NOT_TAKEN, "the message reached no backend, or none answered in time");
    } else {
      faults.add(Where.FORWARD, failure);
      port.close(EndReason.FAULT, "");
    }
  }
}
