package io.wsgateway.fanout;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.wsgateway.metrics.FanoutMetrics;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;

/** A relay with one peer, which confirms what it got when the test says so. */
public final class PeeredRelay {
  private static final String PEER = "there";
  private static final long WIDE = 1 << 20;

  private final List<Buffer> sent = new CopyOnWriteArrayList<>();
  private final Relay relay;

  /** Whose state belongs to a context. */
  public PeeredRelay(Context context, FanoutMetrics metrics) {
    relay = new Relay(context, "here", new RelayLimits(WIDE, WIDE, WIDE), metrics);
    relay.connect(
        new Peers() {
          @Override
          public Set<String> of(String channel) {
            return Set.of(PEER);
          }

          @Override
          public Future<Void> send(String node, Buffer envelope) {
            sent.add(envelope);
            return Future.succeededFuture();
          }
        });
    context.runOnContext(v -> relay.link(PEER).answers());
  }

  /** The relay. */
  public Relay relay() {
    return relay;
  }

  /** How many envelopes the peer got. */
  public int sent() {
    return sent.size();
  }

  /** Lets the peer say that it has the last envelope. */
  public void confirm() {
    try {
      Envelope.Head head = EnvelopeCodec.decode(sent.get(sent.size() - 1)).head();
      Tail last = new Tail(head.link(), head.number());
      relay.receive(
          EnvelopeCodec.encode(new Envelope.Head(PEER, 7, 1, false, last), 0, Buffer.buffer()));
    } catch (EnvelopeException e) {
      throw new IllegalStateException(e);
    }
  }
}
