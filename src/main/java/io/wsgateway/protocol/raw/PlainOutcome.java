package io.wsgateway.protocol.raw;

import io.wsgateway.channel.Payload;
import io.wsgateway.connection.EndReason;
import io.wsgateway.session.BackendRefused;
import io.wsgateway.session.ClientPort;
import org.jspecify.annotations.Nullable;

/**
 * The outcome of a message without an id. No message is lost silently: a client whose message was
 * not accepted is closed.
 */
record PlainOutcome(ClientPort port) implements Outcome {
  /** As in HTTP. */
  private static final int UNAVAILABLE = 503;

  @Override
  public void taken() {}

  @Override
  public void replied(@Nullable Payload reply) {
    if (reply != null) {
      port.reply(reply);
    }
  }

  @Override
  public void refused(BackendRefused refusal) {
    port.reply(Payload.json(refusal.asJson()));
  }

  @Override
  public void ended(BackendRefused refusal) {
    port.close(EndReason.FAULT, refusal.text());
  }

  @Override
  public void told(Refusal refusal) {
    refused(new BackendRefused(UNAVAILABLE, refusal.text()));
  }

  @Override
  public void refused(Refusal refusal) {
    port.close(refusal.reason(), refusal.text());
  }
}
