package io.wsgateway.relay;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.wsgateway.broker.PublishRefused;
import io.wsgateway.broker.PublishRequest;
import io.wsgateway.broker.Published;
import io.wsgateway.channel.ChannelRules;
import io.wsgateway.channel.Payload;
import io.wsgateway.channel.Publication;
import io.wsgateway.channel.SlowConsumer;
import io.wsgateway.cluster.Timing;
import io.wsgateway.config.load.ConfigLoader;
import io.wsgateway.connection.CloseEvent;
import io.wsgateway.connection.Connection;
import io.wsgateway.connection.ConnectionListener;
import io.wsgateway.fanout.ChannelBatch;
import io.wsgateway.fanout.Subscriber;
import io.wsgateway.fanout.WireFormats;
import io.wsgateway.metrics.FanoutMetrics;
import io.wsgateway.relay.SimulatedNode.Part;
import io.wsgateway.support.Logs;
import io.wsgateway.support.Simulation;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A node among others stands still, on a simulated clock. */
final class PauseWatchTest {
  private static final ChannelRules RULES = ConfigLoader.parse("").config().channels().rules();
  private static final String CHANNEL = "chat";
  private static final long LIMIT = Timing.evictedMillis();
  private static final long LONG = LIMIT + 5000;

  /** A client, and what it was sent. */
  private static final class Ear implements Subscriber, ConnectionListener {
    private final Part part;
    private final List<String> seen = new ArrayList<>();
    private final Connection connection;

    Ear(Part part) {
      this.part = part;
      part.hub().subscribe(CHANNEL, this);
      this.connection = part.clients().connect(this, seen::add);
    }

    @Override
    public void deliver(ChannelBatch batch) {
      connection.deliver(batch.frames(part.format()), CHANNEL, SlowConsumer.DISCONNECT);
    }

    @Override
    public void reset(String of) {}

    @Override
    public void opened() {}

    @Override
    public void message(boolean text, byte[] payload) {}

    @Override
    public void ending() {
      part.hub().unsubscribe(CHANNEL, this);
    }

    @Override
    public void closed(CloseEvent event) {}
  }

  private Simulation simulation;
  private SimulatedBus bus;
  private List<SimulatedNode> nodes;
  private final Map<String, Future<Published>> replies = new LinkedHashMap<>();
  private int published;

  private void start(long seed, String... ids) {
    simulation = new Simulation(seed);
    bus = new SimulatedBus(simulation, 20);
    nodes =
        Stream.of(ids)
            .map(id -> new SimulatedNode(id, simulation, bus, RULES, 1 << 20, 1 << 20, 0, 100))
            .toList();
    nodes.forEach(node -> node.start(nodes));
    simulation.advance(3000);
    assertThat(nodes).allMatch(SimulatedNode::isOpen).allMatch(SimulatedNode::isInService);
  }

  private Ear listen(SimulatedNode node, int part) {
    Ear ear = new Ear(node.parts().get(part));
    simulation.settle();
    return ear;
  }

  private String publish(SimulatedNode node, int part) {
    String text = node.id() + "#" + ++published;
    Part on = node.parts().get(part);
    on.loop()
        .execute(
            () ->
                replies.put(
                    text,
                    on.broker().publishEverywhere(PublishRequest.of(CHANNEL, Payload.text(text)))));
    return text;
  }

  private List<String> acknowledged() {
    return replies.entrySet().stream()
        .filter(reply -> reply.getValue().succeeded())
        .filter(reply -> reply.getValue().result().unconfirmed() == 0)
        .map(Map.Entry::getKey)
        .toList();
  }

  /** What another node publishes meanwhile is waiting for it when it goes on. */
  private void pause(SimulatedNode node, SimulatedNode other, long millis) {
    node.pause(millis);
    for (long passed = 0; passed + 1000 < millis; passed += 1000) {
      publish(other, 0);
      simulation.advance(1000);
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void afterALongPauseItTakesNothingBeforeItIsHeard(long seed) {
    start(seed, "a", "b", "c");
    SimulatedNode paused = nodes.get(0);
    Ear before = listen(paused, 0);
    Ear elsewhere = listen(nodes.get(1), 1);
    Ear far = listen(nodes.get(2), 0);
    // What comes first is in front of the next tick.
    simulation.advance(100);
    pause(paused, nodes.get(1), LONG);
    int seen = before.seen.size();
    List<String> tried = new ArrayList<>();
    // Its loops go on in any order, and each is tried before the first task of any other.
    tried.add(publish(paused, 0));
    tried.add(publish(paused, 1));
    for (int i = 0; i < 200; i++) {
      simulation.step();
      tried.add(publish(paused, simulation.random().nextInt(2)));
    }
    List<String> atOnce = List.copyOf(tried);
    for (int i = 0; i < 300 && acknowledged().stream().noneMatch(tried::contains); i++) {
      simulation.advance(10);
      tried.add(publish(paused, simulation.random().nextInt(2)));
    }
    assertThat(replies.values()).as("refused while it woke").anyMatch(Future::failed);
    assertThat(replies.values().stream().filter(Future::failed).map(Future::cause))
        .allMatch(
            cause ->
                cause instanceof PublishRefused no
                    && no.reason() == PublishRefused.Reason.UNAVAILABLE);
    simulation.advance(3000);

    assertThat(paused.isInService()).isTrue();
    assertThat(acknowledged()).containsAnyElementsOf(tried).doesNotContainAnyElementsOf(atOnce);
    assertThat(elsewhere.seen).containsAll(acknowledged());
    assertThat(far.seen).containsAll(acknowledged());
    assertThat(before.seen).as("nothing more to who was here before").hasSize(seen);
    assertThat(paused.count("gateway.pauses")).isOne();
    assertThat(nodes.get(1).count("gateway.pauses")).isZero();
    assertThat(paused.wokeWithin(60_000)).isTrue();
    assertThat(paused.wokeWithin(1)).isFalse();

    Ear later = listen(paused, 1);
    String text = publish(nodes.get(2), 0);
    simulation.advance(1000);
    assertThat(later.seen).contains(text);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void aShorterPauseChangesNothing(long seed) {
    start(seed, "a", "b");
    SimulatedNode paused = nodes.get(0);
    Ear here = listen(paused, 0);
    pause(paused, nodes.get(1), LIMIT - 1500);
    simulation.advance(2000);

    assertThat(paused.isInService()).isTrue();
    assertThat(paused.wokeWithin(60_000)).isFalse();
    assertThat(here.seen).hasSize(published).isNotEmpty();
    assertThat(paused.count("gateway.pauses")).isZero();
    assertThat(paused.perhapsEvictedWithin(60_000))
        .as("its last heartbeat may have been 2 s old")
        .isTrue();
    assertThat(paused.perhapsEvictedWithin(1)).isFalse();
    assertThat(nodes.get(1).perhapsEvictedWithin(60_000)).isFalse();
  }

  @Test
  void nobodyEvictsANodeForAPauseOfHalfTheTime() {
    start(1, "a", "b");
    pause(nodes.get(0), nodes.get(1), LIMIT / 2);
    simulation.advance(2000);

    assertThat(nodes.get(0).perhapsEvictedWithin(60_000)).isFalse();
  }

  @Test
  void inAPauseItMayBeEvictedBeforeItsLoopHasNoticed() {
    start(1, "a", "b");
    SimulatedNode paused = nodes.get(0);
    paused.pause(LONG);
    simulation.advance(LIMIT);

    assertThat(paused.perhapsEvictedWithin(60_000)).isTrue();
  }

  @Test
  void aNodeThatKnewNobodyMissedNothing() {
    start(1, "a");
    SimulatedNode alone = nodes.get(0);
    Ear here = listen(alone, 0);
    alone.pause(LONG);
    simulation.advance(LONG - 1);
    String text = publish(alone, 1);
    simulation.advance(100);

    assertThat(alone.isInService()).isTrue();
    assertThat(acknowledged()).contains(text);
    assertThat(here.seen).contains(text);
    assertThat(alone.count("gateway.pauses")).isZero();
  }

  /** What was on its way while it stood still proves nothing, and nothing else comes. */
  @Test
  void itGoesOnWithoutTheOthersAfterHalfAMinute() {
    start(1, "a", "b", "c");
    SimulatedNode paused = nodes.get(0);
    pause(paused, nodes.get(1), LONG);
    bus.faults(new SimulatedBus.Faults(1, 0, 0));
    simulation.advance(1500);
    assertThat(paused.isInService()).isFalse();
    simulation.advance(28_000);
    assertThat(paused.isInService()).isFalse();
    simulation.advance(2000);
    assertThat(paused.isInService()).isTrue();
  }

  /** Evicted, it finds the others again after a while; those it knew before still count. */
  @Test
  void aNodeThatIsAloneWhenItWakesWaitsForThoseItKnew() {
    start(1, "a", "b", "c");
    SimulatedNode paused = nodes.get(0);
    paused.pause(LONG);
    simulation.advance(LONG - 1000);
    for (SimulatedNode other : nodes.subList(1, 3)) {
      // The news is the first that it reads.
      paused.loses(other);
      other.loses(paused);
    }
    simulation.advance(8000);
    assertThat(paused.isInService()).isFalse();

    for (SimulatedNode other : nodes.subList(1, 3)) {
      paused.finds(other);
      other.finds(paused);
    }
    simulation.advance(2500);
    assertThat(paused.isInService()).isTrue();
  }

  /** The evicted node has no link to those whose beacon is still to come. */
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6})
  void whatItAcknowledgesIsHeardByAllThatCameBackTogether(long seed) {
    start(seed, "a", "b", "c");
    SimulatedNode paused = nodes.get(0);
    List<Ear> ears = List.of(listen(nodes.get(1), 0), listen(nodes.get(2), 1));
    // From now on its beacons come at another time than the others'.
    nodes.get(2).pauseRelay(400 + 100 * seed);
    simulation.advance(2000);
    paused.pause(LONG);
    simulation.advance(LONG - 1000);
    nodes.subList(1, 3).forEach(paused::loses);
    nodes.subList(1, 3).forEach(other -> other.loses(paused));
    simulation.advance(4000 + simulation.random().nextInt(1000));
    nodes.subList(1, 3).forEach(paused::finds);
    nodes.get(1).finds(paused);
    for (int i = 0; i < 300; i++) {
      simulation.advance(10);
      publish(paused, 0);
      if (i == 70) {
        nodes.get(2).finds(paused);
      }
    }
    simulation.advance(1000);

    assertThat(acknowledged()).isNotEmpty();
    assertThat(ears).allSatisfy(ear -> assertThat(ear.seen).containsAll(acknowledged()));
  }

  /** Whatever the relay's loop finds first when it goes on. */
  @Test
  void theRelayLooksBeforeItSendsOrDelivers() {
    simulation = new Simulation(1);
    Simulation.SimulatedLoop loop = simulation.loop("relay");
    FanoutMetrics metrics = new FanoutMetrics(new SimpleMeterRegistry());
    Relay relay =
        new Relay(loop, "a", new RelayLimits(1 << 16, 1 << 20), new WireFormats(), metrics);
    AtomicInteger looks = new AtomicInteger();
    relay.lookFirst(looks::incrementAndGet);
    Outbox outbox = relay.outbox(loop);

    Envelope.Head head = new Envelope.Head("b", 1, 1, false, null);
    relay.receive("b", EnvelopeCodec.encode(head, 0, Buffer.buffer()));
    simulation.settle();
    assertThat(looks).as("an envelope").hasValue(1);

    outbox.publish(Publication.ephemeral(CHANNEL, Payload.text("x"), Map.of(), null, 1));
    simulation.settle();
    assertThat(looks).as("a publication").hasValue(2);

    outbox.broadcastHere(List.of(ChannelPattern.of(CHANNEL)), Payload.text("x"), 1);
    simulation.settle();
    assertThat(looks).as("a broadcast").hasValue(3);
  }

  @Test
  void ifOneStaysAwayTheMajorityIsEnoughAfterAMoment() {
    start(1, "a", "b", "c");
    SimulatedNode paused = nodes.get(0);
    paused.pause(LONG);
    nodes.get(2).pause(LONG + 60_000);
    simulation.advance(LONG + 5000);

    assertThat(paused.isInService()).isTrue();
  }

  @Test
  void itsOwnPauseMakesNobodyElseSilent() {
    start(1, "a", "b");
    try (Logs logs = new Logs(PeerHealthReport.class)) {
      nodes.get(0).pause(LIMIT - 3000);
      nodes.get(1).pause(LIMIT - 3000);
      simulation.advance(LIMIT);
      assertThat(logs.lines()).isEmpty();
    }
  }

  @Test
  void whoIsPausedAgainWhileItWakesStillWaitsForThoseItKnewFirst() {
    start(1, "a", "b");
    SimulatedNode paused = nodes.get(0);
    SimulatedNode other = nodes.get(1);
    paused.pause(LONG);
    simulation.advance(LONG - 1000);
    paused.loses(other);
    other.loses(paused);
    simulation.advance(5000);
    paused.pause(LONG);
    simulation.advance(LONG + 20_000);
    assertThat(paused.count("gateway.pauses")).isEqualTo(2);
    assertThat(paused.isInService()).as("its half minute began anew").isFalse();

    paused.finds(other);
    other.finds(paused);
    simulation.advance(2500);
    assertThat(paused.isInService()).isTrue();
  }
}
