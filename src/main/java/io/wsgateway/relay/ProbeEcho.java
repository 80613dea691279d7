package io.wsgateway.relay;

import io.wsgateway.channel.Payload;
import io.wsgateway.channel.Publication;
import java.util.Map;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Answers the probes of other nodes and receives the answers to this node's probes. A probe is a
 * publication to all nodes like any other; its answer is a publication only to the node that it
 * came from. Belongs to the relay's loop.
 */
final class ProbeEcho {
  /** No client or backend can name this channel: channel names hold no spaces. */
  private static final String INTERNAL = " ";

  static final String PROBE = INTERNAL + "probe";
  private static final String ANSWER = INTERNAL + "probe answer";

  private final Peers peers;
  private BiConsumer<String, String> answered = (node, probe) -> {};

  /** Answers over these links. */
  ProbeEcho(Peers peers) {
    this.peers = peers;
  }

  /** Whether an item is a probe or an answer, which no client would miss. */
  static boolean isProbe(Envelope.Item item) {
    return item instanceof Envelope.Published published
        && published.publication().channel().startsWith(INTERNAL);
  }

  /** Makes a probe; the text identifies it. */
  static Publication probe(String text, long nowMillis) {
    return publication(PROBE, text, nowMillis);
  }

  private static Publication publication(String channel, String text, long nowMillis) {
    return Publication.ephemeral(channel, Payload.text(text), Map.of(), null, nowMillis);
  }

  /** Sets the callback for answers: which node answered which probe. */
  void onAnswer(BiConsumer<String, String> listener) {
    answered = listener;
  }

  /**
   * Looks for probes and answers in what another node sent.
   *
   * @return whether an answer waits to be sent now
   */
  boolean take(Envelope envelope) {
    PeerLink link = null;
    for (Envelope.Item item : envelope.items()) {
      if (isProbe(item) && item instanceof Envelope.Published published) {
        link = take(envelope.head().origin(), published.publication(), link);
      }
    }
    return link != null;
  }

  /** One answer is enough for an envelope, whatever is in it. */
  private @Nullable PeerLink take(
      String origin, Publication publication, @Nullable PeerLink answering) {
    if (publication.channel().equals(ANSWER)) {
      answered.accept(origin, publication.payload().asText());
      return answering;
    }
    PeerLink link = peers.get(origin);
    if (link == null || answering != null || !publication.channel().equals(PROBE)) {
      return answering;
    }
    link.addQuiet(
        EnvelopeCodec.encode(
            new Envelope.Published(
                publication(
                    ANSWER, publication.payload().asText(), publication.acceptedMillis()))));
    return link;
  }
}
