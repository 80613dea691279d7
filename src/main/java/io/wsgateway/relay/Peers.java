package io.wsgateway.relay;

import io.vertx.core.buffer.Buffer;
import io.wsgateway.channel.FaultLog;
import io.wsgateway.metrics.FanoutMetrics;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The other nodes that this one sends its publications to, with a link to each. Belongs to the
 * relay's loop.
 */
final class Peers {
  private static final Logger log = LoggerFactory.getLogger(Peers.class);

  private final String self;
  private final RelayLimits limits;
  private final FanoutMetrics metrics;
  private final FaultLog faults;
  private final Map<String, PeerLink> links = new HashMap<>();
  private boolean awaited = true;
  private long linksMade;

  /** None yet; {@code self} is this node's id. */
  Peers(String self, RelayLimits limits, FanoutMetrics metrics, FaultLog faults) {
    this.self = self;
    this.limits = limits;
    this.metrics = metrics;
    this.faults = faults;
  }

  /** The link to a node, made over that bus if there is none. */
  PeerLink add(String node, RelayBus bus) {
    return links.computeIfAbsent(
        node,
        n -> new PeerLink(self, ++linksMade, bus.sender(n), limits.relayQueueBytes(), metrics));
  }

  /** The link to a node that is a peer. */
  @Nullable PeerLink get(String node) {
    return links.get(node);
  }

  /** A node takes nothing more. */
  void remove(String node) {
    PeerLink link = links.remove(node);
    if (link != null) {
      link.end();
    }
  }

  /**
   * Sends items to the peers that they go to.
   *
   * @param confirm whether every peer is to acknowledge what it got so far, even if nothing is new
   */
  void send(List<Envelope.Item> items, boolean confirm) {
    // One item or peer for which it fails must not keep the others from theirs.
    for (Envelope.Item item : items) {
      try {
        add(item);
      } catch (Throwable e) {
        faults.add(e);
      }
    }
    for (PeerLink link : links.values()) {
      try {
        link.flush(confirm);
      } catch (Throwable e) {
        faults.add(e);
      }
    }
  }

  private void add(Envelope.Item item) {
    Buffer bytes = null;
    for (PeerLink link : links.values()) {
      if (item.goesTo(link.interest())) {
        // Encoded once for all of them.
        bytes = bytes == null ? EnvelopeCodec.encode(item) : bytes;
        link.add(bytes);
        if (link.isFull()) {
          link.flush(false);
        }
      }
    }
  }

  /** Runs {@code done} when every peer that is waited for has acknowledged what it was sent. */
  void await(Runnable done) {
    if (links.isEmpty() || !awaited) {
      done.run();
      return;
    }
    Countdown countdown = new Countdown(links.size(), done);
    links.values().forEach(link -> link.await(countdown));
  }

  /** Runs an action when it was run so often itself. */
  private static final class Countdown implements Runnable {
    private final Runnable done;
    private int missing;

    Countdown(int missing, Runnable done) {
      this.missing = missing;
      this.done = done;
    }

    @Override
    public void run() {
      missing--;
      if (missing == 0) {
        done.run();
      }
    }
  }

  /** No peer is waited for any more: they take nothing from a node that leaves. */
  void awaitNoMore() {
    links.values().forEach(PeerLink::end);
    awaited = false;
  }

  /** Gives up on those that have not acknowledged for too long. Once a second. */
  void heartbeat() {
    links.forEach(
        (node, link) -> {
          if (link.heartbeat()) {
            log.atWarn()
                .addKeyValue("event", "relay.late")
                .addKeyValue("node", node)
                .log(
                    "node {} has not acknowledged messages for over a second: until it catches up,"
                        + " backends get replies without waiting for it, and their messages may"
                        + " arrive there out of order",
                    node);
          }
        });
  }

  /** Greets those again that nothing has reached yet. */
  void greetUnreached() {
    links.values().stream().filter(link -> !link.isReached()).forEach(PeerLink::greet);
  }

  /** How far this node is with each peer that it reaches. */
  Map<String, LinkPosition> positions() {
    Map<String, LinkPosition> positions = new HashMap<>();
    links.forEach(
        (node, link) -> {
          if (link.isReached()) {
            positions.put(node, link.position());
          }
        });
    return positions;
  }

  /** The bytes that wait at the slowest peer. */
  long maxInFlight() {
    long max = 0;
    for (PeerLink link : links.values()) {
      max = Math.max(max, link.inFlight());
    }
    return max;
  }
}
