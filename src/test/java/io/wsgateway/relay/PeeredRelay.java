package io.wsgateway.relay;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.wsgateway.fanout.WireFormats;
import io.wsgateway.loop.Loop;
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
  private long confirmed;

  /** Whose state belongs to a loop. */
  public PeeredRelay(Loop loop, FanoutMetrics metrics) {
    relay =
        new Relay(
            loop,
            "here",
            new RelayLimits(WIDE, WIDE, Long.MAX_VALUE, 60_000),
            new WireFormats(),
            metrics);
    RelayBus bus =
        new StubBus(
            envelope -> {
              sent.add(envelope);
              return Future.succeededFuture();
            });
    loop.execute(() -> relay.peers().add(PEER, bus).answers());
  }

  /** The relay. */
  public Relay relay() {
    return relay;
  }

  /** There is another member, without contact. */
  public void expectAnother(Loop loop) {
    loop.execute(() -> relay.peers().expect(Set.of("mute")));
  }

  /** How many envelopes the peer got. */
  public int sent() {
    return sent.size();
  }

  /** Lets the peer say that it has the last envelope. */
  public void confirm() {
    try {
      Envelope.Head head = EnvelopeCodec.decode(sent.get(sent.size() - 1)).head();
      relay.receive(
          PEER,
          EnvelopeCodec.encode(
              new Envelope.Head(PEER, 7, ++confirmed, false, head.position()), 0, Buffer.buffer()));
    } catch (EnvelopeException e) {
      throw new IllegalStateException(e);
    }
  }
}
