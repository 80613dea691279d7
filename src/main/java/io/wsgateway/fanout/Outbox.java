package io.wsgateway.fanout;

import io.vertx.core.Context;
import io.wsgateway.channel.Payload;
import io.wsgateway.channel.Publication;
import java.util.ArrayList;
import java.util.List;

/**
 * The way of one context's publications into the relay: what a tick brings crosses as one batch, in
 * order. Belongs to its context.
 */
public final class Outbox {
  private final Context context;
  private final Relay relay;
  private List<Envelope.Item> items = new ArrayList<>();
  private long bytes;

  Outbox(Context context, Relay relay) {
    this.context = context;
    this.relay = relay;
  }

  /**
   * Sends a publication to all nodes.
   *
   * @return false when too much waits for the relay already; then nothing was sent
   */
  public boolean publish(Publication publication) {
    return add(new Envelope.Published(publication), publication.weight());
  }

  /**
   * Sends a message to the channels that match, on all nodes.
   *
   * @return false when too much waits for the relay already; then nothing was sent
   */
  public boolean broadcast(List<ChannelPattern> patterns, Payload payload, long acceptedMillis) {
    return add(new Broadcast(patterns, payload, acceptedMillis), payload.size() + 64);
  }

  /** The same on this node only, for a message that every node receives by itself. */
  public boolean broadcastHere(
      List<ChannelPattern> patterns, Payload payload, long acceptedMillis) {
    if (!relay.reserve(payload.size())) {
      return false;
    }
    relay.acceptHere(new Broadcast(patterns, payload, acceptedMillis), payload.size());
    return true;
  }

  private boolean add(Envelope.Item item, int weight) {
    if (!relay.reserve(weight)) {
      return false;
    }
    if (items.isEmpty()) {
      context.runOnContext(v -> flush());
    }
    items.add(item);
    bytes += weight;
    return true;
  }

  private void flush() {
    List<Envelope.Item> batch = items;
    long weight = bytes;
    items = new ArrayList<>();
    bytes = 0;
    relay.accept(batch, weight);
  }
}
