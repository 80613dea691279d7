package io.wsgateway.relay;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.wsgateway.support.Simulation;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.function.LongSupplier;

/**
 * A bus between simulated nodes. Each message takes a time that is drawn; messages of one node to
 * another keep their order, as on a TCP connection, unless a fault is drawn for one.
 */
final class SimulatedBus {
  /** How likely a message meets a fault, from 0 to 1. */
  record Faults(double loss, double duplicate, double reorder) {
    static final Faults NONE = new Faults(0, 0, 0);
  }

  /**
   * An envelope, by where it was going.
   *
   * @param number its number on the link from one node to the other
   */
  record Sent(String from, String to, long number) {}

  private record Way(String from, String to) {}

  private final Random random;
  private final int maxDelayMillis;
  private final Map<String, Port> ports = new HashMap<>();
  private final Map<Way, Long> lastDue = new HashMap<>();
  private final Map<String, Set<Sent>> carriers = new HashMap<>();
  private final Map<String, Set<String>> taken = new HashMap<>();
  private final Map<String, Integer> arrivals = new HashMap<>();
  private final Map<String, Integer> quietArrivals = new HashMap<>();
  private final Simulation simulation;
  private Faults faults = Faults.NONE;
  private String deaf = "";
  private long deafUntil;
  private long lost;

  SimulatedBus(Simulation simulation, int maxDelayMillis) {
    this.simulation = simulation;
    this.random = simulation.random();
    this.maxDelayMillis = maxDelayMillis;
  }

  /** From now on messages meet these faults. */
  void faults(Faults next) {
    faults = next;
  }

  /** For so long every other message to that node is lost. */
  void deafen(String node, long millis) {
    deaf = node;
    deafUntil = simulation.millis() + millis;
  }

  /**
   * A node's access to the bus; what arrives runs on its loop.
   *
   * @param refused counts the envelopes that its relay did not take
   */
  RelayBus join(String node, Simulation.SimulatedLoop loop, LongSupplier refused) {
    Port port = new Port(node, loop, refused);
    ports.put(node, port);
    return port;
  }

  /** The envelopes that carried a payload to a node. */
  Set<Sent> carriers(String text, String to) {
    Set<Sent> all = new HashSet<>(carriers.getOrDefault(text, Set.of()));
    all.removeIf(sent -> !sent.to().equals(to));
    return all;
  }

  /** The nodes whose relays have taken a payload from another one by now. */
  Set<String> takers(String text) {
    return taken.getOrDefault(text, Set.of());
  }

  /** How many envelopes a node was given, those that came twice included. */
  int arrivals(String node) {
    return arrivals.getOrDefault(node, 0);
  }

  /** How many envelopes without a number of their own arrived at a node. */
  int quietArrivals(String node) {
    return quietArrivals.getOrDefault(node, 0);
  }

  /** How many messages were lost. */
  long lost() {
    return lost;
  }

  private final class Port implements RelayBus {
    private final String node;
    private final Simulation.SimulatedLoop loop;
    private final LongSupplier refused;
    private Receiver receiver;

    Port(String node, Simulation.SimulatedLoop loop, LongSupplier refused) {
      this.node = node;
      this.loop = loop;
      this.refused = refused;
    }

    @Override
    public Sender sender(String peer) {
      return envelope -> {
        note(envelope, node, peer);
        return carry(node, peer, port -> port.envelope(node, envelope));
      };
    }

    @Override
    public Future<Void> publishBeacon(Buffer beacon) {
      ports.keySet().forEach(to -> carry(node, to, port -> port.beacon(node, beacon)));
      return after(delay());
    }

    @Override
    public Future<Void> open(Receiver opened) {
      receiver = opened;
      return after(delay());
    }

    @Override
    public Future<Void> close() {
      receiver = null;
      return Future.succeededFuture();
    }

    private Future<Void> after(int millis) {
      Promise<Void> done = Promise.promise();
      loop.schedule(millis, done::complete);
      return done.future();
    }

    private void envelope(String from, Buffer bytes) {
      if (receiver != null) {
        (decoded(bytes).head().quiet() ? quietArrivals : arrivals).merge(node, 1, Integer::sum);
        long before = refused.getAsLong();
        receiver.envelope(from, bytes);
        if (refused.getAsLong() == before) {
          texts(bytes).forEach(t -> taken.computeIfAbsent(t, x -> new HashSet<>()).add(node));
        }
      }
    }

    private void beacon(String from, Buffer bytes) {
      if (receiver != null) {
        receiver.beacon(from, bytes);
      }
    }
  }

  private interface Arrival {
    void at(Port port);
  }

  private Future<Void> carry(String from, String to, Arrival arrival) {
    boolean badlyHeard = to.equals(deaf) && simulation.millis() < deafUntil;
    if (draw(badlyHeard ? 0.5 : faults.loss())) {
      lost++;
      // Its bytes may have left before the connection broke.
      return random.nextBoolean()
          ? ports.get(from).after(delay())
          : Future.failedFuture("connection lost");
    }
    Port port = ports.get(to);
    int copies = draw(faults.duplicate()) ? 2 : 1;
    for (int i = 0; i < copies; i++) {
      port.loop.schedule(due(from, to), () -> arrival.at(port));
    }
    return ports.get(from).after(delay());
  }

  /** In how many milliseconds a message arrives. */
  private long due(String from, String to) {
    long now = simulation.millis();
    long due = now + delay();
    if (!draw(faults.reorder())) {
      due = Math.max(due, lastDue.getOrDefault(new Way(from, to), 0L));
      lastDue.put(new Way(from, to), due);
    }
    return Math.max(1, due - now);
  }

  private int delay() {
    return 1 + random.nextInt(maxDelayMillis);
  }

  private boolean draw(double probability) {
    return probability > 0 && random.nextDouble() < probability;
  }

  private void note(Buffer bytes, String from, String to) {
    Sent sent = new Sent(from, to, decoded(bytes).head().number());
    texts(bytes).forEach(text -> carriers.computeIfAbsent(text, t -> new HashSet<>()).add(sent));
  }

  private static List<String> texts(Buffer bytes) {
    return decoded(bytes).items().stream()
        .map(
            item ->
                item instanceof Envelope.Published published
                    ? published.publication().payload().asText()
                    : ((Broadcast) item).payload().asText())
        .toList();
  }

  private static Envelope decoded(Buffer bytes) {
    try {
      return EnvelopeCodec.decode(bytes);
    } catch (EnvelopeException e) {
      throw new IllegalStateException(e);
    }
  }
}
