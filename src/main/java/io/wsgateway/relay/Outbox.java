package io.wsgateway.relay;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.wsgateway.channel.Payload;
import io.wsgateway.channel.Publication;
import io.wsgateway.loop.Loop;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Hands one loop's publications over to the relay: what is published in a tick becomes one batch,
 * in order. Belongs to its loop.
 */
public final class Outbox {
  private final Loop loop;
  private final Relay relay;
  private final Runnable flush = this::flush;
  private List<Envelope.Item> items = new ArrayList<>();
  private long bytes;
  private boolean flushDue;

  /** The last item, if it is a publication, and those that share its payload. */
  private @Nullable Publication last;

  private @Nullable SharedRun run;
  private @Nullable Promise<Integer> arrived;

  Outbox(Loop loop, Relay relay) {
    this.loop = loop;
    this.relay = relay;
  }

  /**
   * Sends a publication to all nodes. The same {@link Payload} to several channels, in consecutive
   * calls, is stored once.
   *
   * @return false when too much waits for the relay already; then nothing was sent
   */
  public boolean publish(Publication publication) {
    if (last != null && last.payload() == publication.payload()) {
      return publishAlso(last, publication);
    }
    boolean taken = add(new Envelope.Published(publication), publication.weight());
    last = taken ? publication : null;
    return taken;
  }

  /**
   * Sends a message to the channels that match, on all nodes.
   *
   * @return false when too much waits for the relay already; then nothing was sent
   */
  public boolean broadcast(List<ChannelPattern> patterns, Payload payload, long acceptedMillis) {
    return add(new Broadcast(patterns, payload, Map.of(), acceptedMillis), payload.size() + 64);
  }

  /**
   * Like {@link #broadcast}, on this node only, for a message that every node receives by itself.
   */
  public boolean broadcastHere(
      List<ChannelPattern> patterns, Payload payload, long acceptedMillis) {
    if (!relay.reserve(payload.size())) {
      return false;
    }
    relay.acceptHere(new Broadcast(patterns, payload, Map.of(), acceptedMillis), payload.size());
    return true;
  }

  /**
   * Completes, on this loop, when every node has acknowledged all that was sent so far: what any
   * node publishes after that arrives after it everywhere. No wait for a node takes longer than
   * {@code cluster.confirmMillis}, and a node that is late already is not waited for at all.
   *
   * @return how many nodes have not confirmed; never fails
   */
  public Future<Integer> arrived() {
    if (arrived == null) {
      arrived = Promise.promise();
      flushSoon();
    }
    return arrived.future();
  }

  /** A publication whose payload is that of the last item. */
  private boolean publishAlso(Publication before, Publication publication) {
    int beside = publication.weight() - publication.payload().size();
    if (!relay.reserve(beside)) {
      return false;
    }
    SharedRun open = run == null ? new SharedRun(before, relay.sharedRunBytes()) : run;
    if (open.add(publication)) {
      run = open;
      bytes += beside;
      return true;
    }
    relay.giveBack(beside);
    boolean taken = add(new Envelope.Published(publication), publication.weight());
    last = taken ? publication : null;
    return taken;
  }

  /** Replaces the last item with one that carries all publications of its payload. */
  private void closeRun() {
    if (run != null) {
      items.set(items.size() - 1, run.toBroadcast());
      run = null;
    }
    last = null;
  }

  private boolean add(Envelope.Item item, int weight) {
    closeRun();
    if (!relay.reserve(weight)) {
      return false;
    }
    items.add(item);
    bytes += weight;
    flushSoon();
    return true;
  }

  private void flushSoon() {
    if (!flushDue) {
      flushDue = true;
      loop.execute(flush);
    }
  }

  private void flush() {
    closeRun();
    List<Envelope.Item> batch = items;
    long weight = bytes;
    Promise<Integer> waiting = arrived;
    items = new ArrayList<>();
    bytes = 0;
    flushDue = false;
    arrived = null;
    relay.accept(
        batch,
        weight,
        waiting == null ? null : unconfirmed -> loop.execute(() -> waiting.complete(unconfirmed)));
  }
}
