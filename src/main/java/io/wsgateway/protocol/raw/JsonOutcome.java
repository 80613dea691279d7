package io.wsgateway.protocol.raw;

import io.wsgateway.channel.Payload;
import io.wsgateway.connection.EndReason;
import io.wsgateway.session.BackendRefused;
import org.jspecify.annotations.Nullable;

/**
 * The outcome of a message of a client with {@code frames: json}. One bad message does not end the
 * session: with an id, the client is told about that message; without one, about data that is
 * wrong, and closed for everything else, since it could not tell which message was lost.
 *
 * @param id the JSON text of the message's id; null if it has none
 */
record JsonOutcome(@Nullable String id, RawClient client) implements Outcome {
  @Override
  public void taken() {
    if (id != null) {
      client.send(OutgoingJson.taken(id));
    }
  }

  @Override
  public void replied(@Nullable Payload reply) {
    if (reply == null) {
      taken();
    } else {
      client.send(id == null ? OutgoingJson.data(reply) : OutgoingJson.replied(id, reply));
    }
  }

  @Override
  public void refused(BackendRefused refusal) {
    client.send(OutgoingJson.error(id, refusal.code(), null, refusal.text()));
  }

  @Override
  public void ended(BackendRefused refusal) {
    client.close(EndReason.FAULT, refusal.text());
  }

  @Override
  public void told(Refusal refusal) {
    client.send(OutgoingJson.error(id, refusal.code(), refusal.at(), refusal.text()));
  }

  @Override
  public void refused(Refusal refusal) {
    if (id == null && !refusal.isInvalid()) {
      client.close(refusal.reason(), refusal.text());
    } else {
      String text = refusal.text().isEmpty() ? "internal error" : refusal.text();
      client.send(OutgoingJson.error(id, refusal.code(), refusal.at(), text));
    }
  }
}
