package io.wsgateway.fanout;

import io.vertx.core.buffer.Buffer;
import io.wsgateway.metrics.FanoutMetrics;

/**
 * The relay's way to one peer: what this tick brings, the number of the next envelope, and the
 * bytes on their way. Over the bound a tick's batch is dropped and counted; its number is used up,
 * so the receiver counts it too. Belongs to the relay's context.
 */
final class PeerLink {
  private final String node;
  private final long id;
  private final long maxBytes;
  private final FanoutMetrics metrics;
  private Buffer items = Buffer.buffer();
  private int count;
  private long number;
  private long inFlight;

  /** {@code id} is higher than that of any link before. */
  PeerLink(String node, long id, long maxBytes, FanoutMetrics metrics) {
    this.node = node;
    this.id = id;
    this.maxBytes = maxBytes;
    this.metrics = metrics;
  }

  void add(Buffer item) {
    items.appendBuffer(item);
    count++;
  }

  /** The last envelope made for this peer. */
  Beacon.Tail tail() {
    return new Beacon.Tail(id, number);
  }

  long inFlight() {
    return inFlight;
  }

  void flush(String origin, Peers peers) {
    if (count == 0) {
      return;
    }
    Buffer batch = items;
    int batchCount = count;
    items = Buffer.buffer();
    count = 0;
    number++;
    if (inFlight + batch.length() > maxBytes) {
      metrics.relayDropped(batchCount);
      return;
    }
    int length = batch.length();
    inFlight += length;
    peers
        .send(node, EnvelopeCodec.encode(origin, id, number, batchCount, batch))
        .onComplete(sent -> inFlight -= length);
  }
}
