package io.wsgateway.relay;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.wsgateway.broker.PublishRequest;
import io.wsgateway.channel.Payload;
import io.wsgateway.channel.Publication;
import io.wsgateway.fanout.DeliveryFaults;
import io.wsgateway.fanout.WireFormats;
import io.wsgateway.loop.Loop;
import io.wsgateway.metrics.ConfirmMetrics;
import io.wsgateway.metrics.FanoutMetrics;
import io.wsgateway.relay.SimulatedNode.Part;
import io.wsgateway.support.Simulation;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Faults that are over: what replies say afterwards, and what is counted. */
final class RepliesAfterFaultsTest {
  private final Simulation simulation = new Simulation(1);
  private final SimulatedBus bus = new SimulatedBus(simulation, 3);
  private final List<SimulatedNode> nodes = SimulatedNode.three(simulation, bus, 100);
  private final List<String> replies = new ArrayList<>();
  private final List<String> untrue = new ArrayList<>();
  private int published;

  /** A relay with one peer, to which everything leaves and which says what the test says. */
  private final class Lone {
    private final Simulation.SimulatedLoop loop = simulation.loop("lone");
    private final Relay relay =
        new Relay(
            loop,
            "here",
            new RelayLimits(1 << 20, 1 << 20),
            new WireFormats(),
            new FanoutMetrics(new SimpleMeterRegistry()));
    private final Outbox outbox = relay.outbox(loop);
    private final List<Buffer> sent = new ArrayList<>();
    private final List<Integer> said = new ArrayList<>();

    /** The peer can confirm. */
    Lone(boolean greeted) {
      StubBus bus =
          new StubBus(
              bytes -> {
                sent.add(bytes);
                return Future.succeededFuture();
              });
      loop.execute(
          () -> {
            PeerLink link = relay.peers().add("there", bus);
            if (greeted) {
              link.greet();
            }
            link.answers();
          });
      simulation.settle();
    }

    void publish() {
      loop.execute(
          () -> {
            outbox.publish(publication("x"));
            outbox.arrived().onSuccess(said::add);
          });
    }

    /** The peer's first envelope, once more or for the first time. */
    void receive(@Nullable LinkPosition confirmed) {
      Envelope.Head head = new Envelope.Head("there", 1, 1, true, confirmed);
      relay.receive("there", EnvelopeCodec.encode(head, 0, Buffer.buffer()));
    }

    LinkPosition lastSent() {
      return head(sent.get(sent.size() - 1)).position();
    }
  }

  private static Envelope.Head head(Buffer bytes) {
    try {
      return EnvelopeCodec.decode(bytes).head();
    } catch (EnvelopeException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Publication publication(String text) {
    return Publication.ephemeral("chat", Payload.text(text), Map.of(), null, 0);
  }

  private void publish(SimulatedNode at) {
    Part part = at.parts().get(0);
    part.loop()
        .execute(
            () -> {
              String text = "m" + published++;
              part.broker()
                  .publishEverywhere(PublishRequest.of("chat", Payload.text(text)))
                  .onSuccess(
                      done -> {
                        replies.add(text + ": " + done.unconfirmed());
                        int has = bus.takers(text).size();
                        if (has < 2 - done.unconfirmed()) {
                          untrue.add(
                              simulation.millis()
                                  + " "
                                  + text
                                  + ": "
                                  + done.unconfirmed()
                                  + " unconfirmed, "
                                  + has
                                  + " of 2 have it");
                        }
                      });
            });
  }

  /** It has its clients already, and no link yet. */
  @Test
  void aMemberThatIsBackIsExpectedAtOnce() {
    nodes.forEach(n -> n.start(nodes));
    simulation.advance(10_000);
    SimulatedNode a = nodes.get(0);
    SimulatedNode c = nodes.get(2);
    a.loses(c);
    c.loses(a);
    simulation.advance(10_000);
    a.finds(c);
    c.finds(a);
    simulation.settle();
    untrue.clear();
    for (int i = 0; i < 300; i++) {
      publish(a);
      simulation.advance(20);
    }
    assertThat(untrue).isEmpty();
  }

  /** The other does not see this one yet. */
  @Test
  void aMemberThatIsBackAndCannotBeHeardIsExpected() {
    nodes.forEach(n -> n.start(nodes));
    simulation.advance(10_000);
    SimulatedNode a = nodes.get(0);
    SimulatedNode c = nodes.get(2);
    a.loses(c);
    c.loses(a);
    simulation.advance(10_000);
    a.finds(c); // c does not see a yet
    for (int i = 0; i < 300; i++) {
      publish(a);
      simulation.advance(20);
    }
    assertThat(untrue).isEmpty();
  }

  /** The confirmation that is owed never comes, then nobody publishes. */
  @Test
  void aConfirmationThatWasLostIsAskedForAgain() {
    nodes.forEach(n -> n.start(nodes));
    simulation.advance(10_000);
    SimulatedNode a = nodes.get(0);
    // What a backend published is lost, or its confirmation.
    bus.faults(new SimulatedBus.Faults(0.5, 0, 0));
    for (int i = 0; i < 20; i++) {
      publish(a);
      simulation.advance(200);
    }
    bus.faults(SimulatedBus.Faults.NONE);
    simulation.advance(120_000);
    replies.clear();
    publish(a);
    simulation.advance(1000);
    publish(a);
    simulation.advance(3000);
    publish(a);
    simulation.advance(3000);
    assertThat(replies.get(0)).endsWith(": 0");
  }

  /** A send that failed long ago. */
  @Test
  void aSendThatFailedLongAgoIsNoReasonToFail() {
    ConfirmMetrics metrics = new ConfirmMetrics(new SimpleMeterRegistry());
    Confirmations confirmations = new Confirmations(TimeUnit.MILLISECONDS.toNanos(100), metrics);
    List<Integer> done = new ArrayList<>();
    confirmations.failed(1); // a greeting that found no handler yet, at time 0
    for (int beat = 0; beat < 3; beat++) {
      confirmations.heartbeat();
    }
    Wait wait = new Wait(metrics, done::add);
    confirmations.await(20, TimeUnit.HOURS.toNanos(1), wait);
    wait.begun();
    assertThat(done).as("an hour later").isEmpty();
  }

  /** Idle: only probes are sent while a peer is away. */
  @Test
  void probesThatAnAbsentPeerDidNotGetAreNoLoss() {
    FanoutMetrics metrics = new FanoutMetrics(new SimpleMeterRegistry());
    Peers peers =
        new Peers("here", new RelayLimits(1 << 20, 1 << 20), metrics, DeliveryFaults.of(metrics));
    StubBus stub = new StubBus(e -> Future.succeededFuture());
    peers.add("there", stub).greet();
    peers.vanished("there");
    long before = 1;
    peers.add(List.of(new Envelope.Published(ProbeEcho.probe("1", 0))));
    peers.add(List.of(new Envelope.Published(ProbeEcho.probe("2", 0))));
    peers.add("there", stub).greet();
    assertThat(peers.bases()).isEqualTo(Map.of("there", before));
  }

  /** Between being added to a link and the wait the peer is removed. */
  @Test
  void aPeerThatGoesBeforeWhatIsAwaitedLeavesIsUnconfirmed() {
    Lone lone = new Lone(true);
    lone.relay.peers().expect(Set.of("there"));
    lone.publish();
    // It is in the link by then, and the turn of the loop is not over.
    after(4, lone.loop, () -> lone.relay.forget("there", false));
    simulation.advance(500);
    assertThat(lone.said).containsExactly(1);
  }

  private static void after(int tasks, Loop loop, Runnable then) {
    loop.execute(tasks == 0 ? then : () -> after(tasks - 1, loop, then));
  }

  /** A greeting that is repeated carries a confirmation. */
  @Test
  void anEnvelopeThatCameBeforeConfirmsAllTheSame() {
    Lone lone = new Lone(false);
    lone.receive(null);
    lone.publish();
    simulation.advance(10);
    lone.receive(lone.lastSent());
    simulation.advance(500);
    assertThat(lone.said).containsExactly(0);
  }

  /** One peer's bus throws: the other must get everything. */
  @Test
  void aPeerWhoseBusFailsKeepsNothingFromTheOthers() {
    for (String bad : List.of("p1", "p2")) {
      FanoutMetrics metrics = new FanoutMetrics(new SimpleMeterRegistry());
      Peers peers =
          new Peers("here", new RelayLimits(1 << 24, 1 << 24), metrics, DeliveryFaults.of(metrics));
      List<Integer> got = new ArrayList<>();
      boolean[] broken = {false};
      for (String p : List.of("p1", "p2")) {
        peers
            .add(
                p,
                new StubBus(
                    e -> {
                      if (p.equals(bad)) {
                        if (broken[0]) {
                          throw new IllegalStateException("no buffer");
                        }
                      } else {
                        try {
                          got.add(EnvelopeCodec.decode(e).items().size());
                        } catch (EnvelopeException x) {
                          throw new IllegalStateException(x);
                        }
                      }
                      return Future.succeededFuture();
                    }))
            .greet();
      }
      broken[0] = true;
      List<Envelope.Item> items = new ArrayList<>();
      for (int i = 0; i < 5; i++) {
        items.add(new Envelope.Published(publication("x".repeat(200_000))));
      }
      peers.add(items);
      peers.flush(false);
      assertThat(got.stream().mapToInt(i -> i).sum())
          .as("items at the healthy peer beside " + bad)
          .isEqualTo(5);
    }
  }

  /**
   * What was owed never comes (the envelope or its confirmation was lost), and nobody publishes.
   */
  @Test
  void whatIsOwedIsAskedForWithoutPublications() {
    Lone lone = new Lone(true);
    lone.publish();
    simulation.advance(500);
    int before = lone.sent.size();
    for (int i = 0; i < 600; i++) {
      lone.loop.execute(
          () -> {
            lone.relay.heartbeat();
            lone.relay.peers().greetUnreached();
          });
      simulation.advance(1000);
    }
    assertThat(lone.sent.size()).isGreaterThan(before);
  }

  /** A client's message is lost; a minute later, the loss long counted, a backend publishes. */
  @Test
  void aHoleThatWasCountedDelaysNobody() {
    nodes.forEach(n -> n.start(nodes));
    simulation.advance(10_000);
    SimulatedNode a = nodes.get(0);
    bus.faults(new SimulatedBus.Faults(1, 0, 0));
    Part part = a.parts().get(0);
    for (int i = 0; i < 4; i++) {
      part.loop()
          .execute(() -> part.broker().publish(PublishRequest.of("chat", Payload.text("lost"))));
      simulation.advance(5);
    }
    bus.faults(SimulatedBus.Faults.NONE);
    simulation.advance(60_000);
    for (int i = 0; i < 10; i++) {
      publish(a);
      simulation.advance(200);
    }
    assertThat(replies).allMatch(r -> r.endsWith(": 0"));
  }

  /** A node that wakes confirms what its kernel kept, on a connection that is gone. */
  @Test
  void onlyWhatAClientCanMissIsMissed() {
    FanoutMetrics metrics = new FanoutMetrics(new SimpleMeterRegistry());
    Peers peers =
        new Peers("here", new RelayLimits(1 << 20, 1 << 20), metrics, DeliveryFaults.of(metrics));
    List<Envelope.Head> heads = new ArrayList<>();
    StubBus stub =
        new StubBus(
            bytes -> {
              heads.add(head(bytes));
              return Future.succeededFuture();
            });
    PeerLink link = peers.add("there", stub);
    link.modern();
    link.greet();
    peers.add(List.of(new Envelope.Published(publication("x"))));
    peers.flush(false);
    link.confirm(new LinkPosition(7, 7));
    peers.flush(false);
    peers.add(List.of(new Envelope.Published(ProbeEcho.probe("1", 0))));
    peers.flush(true);
    assertThat(heads).extracting(Envelope.Head::number).containsExactly(0L, 1L, 1L, 1L);
    assertThat(heads).extracting(Envelope.Head::quiet).containsExactly(true, false, true, true);

    EnvelopeSequence sequence = new EnvelopeSequence();
    assertThat(sequence.quiet(1, 0)).isZero();
    assertThat(sequence.quiet(1, 1)).as("the one before it is missing").isEqualTo(1);
    assertThat(sequence.arrived(1, 2)).isZero();
    assertThat(sequence.quiet(1, 2)).isZero();
    assertThat(sequence.arrived(1, 3)).as("it took no number").isZero();
  }
}
