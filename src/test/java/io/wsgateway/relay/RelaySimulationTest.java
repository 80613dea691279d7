package io.wsgateway.relay;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.wsgateway.broker.PublishRequest;
import io.wsgateway.broker.Published;
import io.wsgateway.channel.ChannelRules;
import io.wsgateway.channel.Payload;
import io.wsgateway.channel.Publisher;
import io.wsgateway.config.load.ConfigLoader;
import io.wsgateway.relay.SimulatedNode.Part;
import io.wsgateway.support.Simulation;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.slf4j.LoggerFactory;

/**
 * Three nodes on one simulated clock, with publishers and subscribers that come and go, pauses, and
 * a bus that delays, loses, duplicates and reorders. What each subscriber must have seen is
 * compared after ten thousand steps, and each reply with what the nodes had taken by then. {@code
 * -Dsimulation.seed=N} replays one seed, {@code -Dsimulation.drawn=N} runs so many drawn ones
 * beside the fixed ones.
 */
final class RelaySimulationTest {
  private static final Logger LOGGER =
      (Logger) LoggerFactory.getLogger(Relay.class.getPackageName());
  private static final int STEPS = 10_000;
  private static final int MANY = 20;
  private static final List<String> CHANNELS = List.of("chat", "room:1", "room:2");
  private static final List<String> BACKENDS =
      IntStream.rangeClosed(1, 8).mapToObj(i -> "backend " + i).toList();
  private static final ChannelRules RULES =
      ConfigLoader.parse("channels: {namespaces: {room: {}}}").config().channels().rules();

  /** What goes wrong. */
  enum Weather {
    /** Delays, and pauses that are shorter than a peer is waited for. */
    CALM,
    /** All faults of the bus, and pauses of seconds, in which queues overflow. */
    STORM,
    /**
     * Nodes take others for gone, both or one of them, because of pauses or for no reason, and meet
     * again; a node hears badly.
     */
    SPLIT
  }

  static Stream<Arguments> runs() {
    Long given = Long.getLong("simulation.seed");
    LongStream drawn =
        ThreadLocalRandom.current().ints(Integer.getInteger("simulation.drawn", 1)).asLongStream();
    LongStream seeds =
        given == null
            ? LongStream.concat(LongStream.rangeClosed(1, 3), drawn)
            : LongStream.of(given);
    return seeds
        .boxed()
        .flatMap(seed -> Stream.of(Weather.values()).map(weather -> Arguments.of(seed, weather)));
  }

  private Weather weather;
  private Random random;
  private Simulation simulation;
  private SimulatedBus bus;
  private Expectations expectations;
  private List<SimulatedNode> nodes;
  private final Map<String, Integer> numbers = new HashMap<>();
  private final Map<Expectations.Ear, Part> listening = new HashMap<>();
  private final List<Future<Published>> replies = new ArrayList<>();
  private final Map<String, Future<Published>> backends = new HashMap<>();
  private final Map<String, Integer> unconfirmed = new HashMap<>();
  private final List<String> untrue = new ArrayList<>();
  private int confirmMillis;
  private long mayPauseAt;
  private long settledAt;
  private int splits;

  /** Nodes that stall are logged, and here they do all the time. */
  @BeforeAll
  static void quiet() {
    LOGGER.setLevel(Level.ERROR);
  }

  @AfterAll
  static void loud() {
    LOGGER.setLevel(null);
  }

  @ParameterizedTest
  @MethodSource("runs")
  void everySubscriberSeesWhatItMust(long seed, Weather drawn) {
    weather = drawn;
    // Before the run, because one that never ends is a failure, too.
    System.out.println("simulation seed " + seed + ", " + drawn);
    try {
      run(seed);
      System.out.printf(
          "%s: %d publications, %d deliveries, %d replies, %d resets, %d too slow, %d lost by the bus,"
              + " %d splits%n",
          simulation,
          expectations.publications(),
          expectations.deliveries(),
          replies.size(),
          expectations.resets(),
          expectations.slow(),
          bus.lost(),
          splits);
    } catch (Throwable e) {
      throw new AssertionError(
          simulation + ", " + drawn + "; replay with -Dsimulation.seed=" + seed, e);
    }
  }

  private void run(long seed) {
    simulation = new Simulation(seed);
    random = simulation.random();
    bus = new SimulatedBus(simulation, 1 + random.nextInt(50));
    expectations = new Expectations();
    boolean calm = weather != Weather.STORM;
    long hubBytes = calm ? 1 << 20 : 2000;
    int clientBytes = calm ? 1 << 20 : 4000;
    int maxStallMillis = calm ? 100 : 3000;
    confirmMillis = calm ? 1000 : 100;
    nodes =
        Stream.of("a", "b", "c")
            .map(
                id ->
                    new SimulatedNode(
                        id,
                        simulation,
                        bus,
                        RULES,
                        hubBytes,
                        clientBytes,
                        maxStallMillis,
                        confirmMillis))
            .toList();
    nodes.forEach(node -> node.start(nodes));
    simulation.advance(3000);
    assertThat(nodes).allMatch(SimulatedNode::isOpen);

    if (weather == Weather.STORM) {
      bus.faults(new SimulatedBus.Faults(0.05, 0.05, 0.05));
    }
    if (weather == Weather.SPLIT) {
      bus.faults(new SimulatedBus.Faults(0.002, 0.01, 0.01));
    }
    for (int step = 0; step < STEPS; step++) {
      act();
      // Sometimes everything comes at once, and sometimes there is nothing left to do but wait.
      for (int turns = random.nextInt(random.nextInt(60) + 1); turns > 0; turns--) {
        simulation.step();
      }
    }
    bus.faults(SimulatedBus.Faults.NONE);
    simulation.advance(40_000);
    check();
  }

  private void act() {
    SimulatedNode node = any(nodes);
    Part part = any(node.parts());
    int what = random.nextInt(100);
    if (what < 40) {
      publish(part);
    } else if (what < 47) {
      publishToAll(part);
    } else if (what < 75) {
      publishWaiting(node, part);
    } else if (what < 87) {
      subscribe();
    } else if (what < 99) {
      unsubscribe();
    } else {
      pause();
    }
  }

  private <T> T any(List<T> list) {
    return list.get(random.nextInt(list.size()));
  }

  private String nextText(String publisher) {
    return Expectations.text(
        publisher, numbers.merge(publisher, 1, Integer::sum), random.nextInt(200));
  }

  /** A client's publications. */
  private void publish(Part part) {
    String channel = any(CHANNELS);
    String text = nextText(part.loop().toString());
    part.loop()
        .execute(
            () ->
                publish(
                    part,
                    PublishRequest.of(channel, Payload.text(text), new Publisher("client", ""))));
  }

  /** One payload to several channels, which travels once. */
  private void publishToAll(Part part) {
    Payload payload = Payload.text(nextText(part.loop().toString()));
    part.loop()
        .execute(
            () -> CHANNELS.forEach(channel -> publish(part, PublishRequest.of(channel, payload))));
  }

  private void publish(Part part, PublishRequest request) {
    if (part.broker().publish(request).succeeded()) {
      expectations.published(request.channel(), request.payload().asText());
    }
  }

  /** A backend that waits for each reply, and whose calls the bus hands to any node. */
  private void publishWaiting(SimulatedNode node, Part part) {
    String backend = any(BACKENDS);
    Future<Published> last = backends.get(backend);
    if (last != null && !last.isComplete()) {
      return;
    }
    String channel = any(CHANNELS);
    // Its order holds across nodes until a reply says that one of them has not confirmed.
    String text = nextText(backend + " after " + unconfirmed.getOrDefault(backend, 0));
    Promise<Published> reply = Promise.promise();
    backends.put(backend, reply.future());
    replies.add(reply.future());
    part.loop()
        .execute(
            () -> {
              Future<Published> answered =
                  part.broker().publishEverywhere(PublishRequest.of(channel, Payload.text(text)));
              if (!answered.failed()) {
                expectations.published(channel, text);
              }
              long started = simulation.millis();
              answered.onSuccess(
                  published -> {
                    if (published.unconfirmed() > 0) {
                      unconfirmed.merge(backend, 1, Integer::sum);
                    }
                    checkReply(node, text, published.unconfirmed(), started);
                  });
              answered.onComplete(reply);
            });
  }

  private void checkReply(SimulatedNode node, String text, int missing, long started) {
    int others = nodes.size() - 1;
    int takers = bus.takers(text).size();
    // A reply is about the nodes that its node knows, and in a split it does not know all.
    if (weather != Weather.SPLIT && takers < others - missing) {
      untrue.add("%s: %d unconfirmed, %d have it".formatted(text, missing, takers));
    }
    long waited = simulation.millis() - started;
    // For rounding.
    if (node.awakeSince(started) && waited > confirmMillis + 2) {
      untrue.add("%s: the reply took %d ms".formatted(text, waited));
    }
  }

  private void subscribe() {
    if (listening.size() > MANY) {
      return;
    }
    SimulatedNode node = any(nodes);
    Part part = any(node.parts());
    String channel = any(CHANNELS);
    part.loop()
        .execute(
            () -> {
              listening.put(expectations.ear(node.id(), channel, part), part);
            });
  }

  private void unsubscribe() {
    if (listening.isEmpty()) {
      return;
    }
    Expectations.Ear ear =
        any(listening.keySet().stream().sorted((x, y) -> x.since() - y.since()).toList());
    Part part = listening.remove(ear);
    part.loop().execute(ear::leave);
  }

  private void pause() {
    SimulatedNode node = any(nodes);
    if (weather == Weather.STORM) {
      node.pause(random.nextInt(3000));
    } else if (weather == Weather.SPLIT) {
      split(node);
    } else if (simulation.millis() >= mayPauseAt) {
      // With what the way there and back takes it stays below a second: nobody is late.
      mayPauseAt = simulation.millis() + 600;
      if (random.nextBoolean()) {
        node.pauseRelay(random.nextInt(300));
      } else {
        node.pause(random.nextInt(300));
      }
    }
  }

  /** Others take a node for gone, or it them, or both; and after a while they meet again. */
  private void split(SimulatedNode node) {
    if (simulation.millis() < settledAt) {
      return;
    }
    splits++;
    List<SimulatedNode> others = nodes.stream().filter(n -> n != node).toList();
    List<SimulatedNode> some = random.nextBoolean() ? others : List.of(any(others));
    int goneAt = 1;
    int metAt = 2 + random.nextInt(5000);
    int what = random.nextInt(5);
    if (what == 0) { // it stands still for longer than the others wait for it
      goneAt = 15_000;
      int pause = goneAt + random.nextInt(10_000);
      metAt = pause + 1 + random.nextInt(3000);
      node.pause(pause);
    } else if (what == 1) {
      bus.deafen(node.id(), metAt);
    }
    settledAt = simulation.millis() + metAt + 1500;
    for (SimulatedNode other : what == 1 ? List.<SimulatedNode>of() : some) {
      if (what != 2) {
        other.sees(node, false, goneAt);
        other.sees(node, true, metAt);
      }
      if (what != 3) {
        node.sees(other, false, goneAt);
        node.sees(other, true, metAt);
      }
    }
  }

  private void check() {
    List<Expectations.Missing> missing = expectations.check();
    assertThat(expectations.deliveries()).as("deliveries").isGreaterThan(1000);
    assertThat(replies).as("whoever waits for a reply gets one").allMatch(Future::isComplete);
    assertThat(untrue).as("replies that are not true").isEmpty();
    for (SimulatedNode node : nodes) {
      checkCounts(node);
      if (weather == Weather.STORM) {
        checkMissing(node, missing);
      }
    }
    assertThat(missing)
        .as("missed by who is still there, and not told")
        .noneMatch(Expectations.Missing::isSilent);
    if (weather == Weather.CALM) {
      assertThat(missing).isEmpty();
      assertThat(unconfirmed).isEmpty();
      assertThat(nodes).allMatch(node -> node.count("gateway.relay.lost") == 0);
      assertThat(expectations.resets()).isZero();
      assertThat(expectations.slow()).isZero();
    } else {
      // In splits replies may have counted nobody: who is not a member is not waited for.
      if (weather == Weather.STORM) {
        assertThat(unconfirmed).as("replies that say unconfirmed").isNotEmpty();
      }
      assertThat(splits > 0).isEqualTo(weather == Weather.SPLIT);
      assertThat(bus.lost() + splits).as("messages that the bus lost, and splits").isPositive();
      assertThat(expectations.resets()).as("gaps that were told").isPositive();
    }
  }

  /** Every envelope that was made for it was taken once, or counted as lost. */
  private void checkCounts(SimulatedNode node) {
    long made = nodes.stream().mapToLong(from -> from.made(node.id())).sum();
    long taken = bus.arrivals(node.id()) - node.count("gateway.relay.duplicates");
    assertThat(taken + node.count("gateway.relay.lost"))
        .as("envelopes taken and lost by " + node.id())
        .isEqualTo(made);
    assertThat(node.faults()).isZero();
    assertThat(node.heldBatches()).isZero();
  }

  /** What nobody was told of was in an envelope that was counted as lost. */
  private void checkMissing(SimulatedNode node, List<Expectations.Missing> missing) {
    Set<SimulatedBus.Sent> lost = new HashSet<>();
    for (Expectations.Missing one : missing) {
      if (one.ear().node().equals(node.id())) {
        Set<SimulatedBus.Sent> carriers = bus.carriers(one.text(), node.id());
        assertThat(carriers)
            .as("the envelope with %s that %s misses", one.text(), one.ear())
            .hasSize(1);
        lost.addAll(carriers);
      }
    }
    assertThat((long) lost.size())
        .as("lost envelopes that " + node.id() + " counted")
        .isLessThanOrEqualTo(node.count("gateway.relay.lost"));
  }
}
