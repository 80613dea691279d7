package io.wsgateway.relay;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.wsgateway.cluster.Deadline;
import io.wsgateway.cluster.Members;
import io.wsgateway.cluster.Membership;
import io.wsgateway.cluster.Node;
import io.wsgateway.cluster.Registrations;
import io.wsgateway.cluster.StubMembers;
import io.wsgateway.fanout.WireFormats;
import io.wsgateway.loop.Loop;
import io.wsgateway.metrics.ClusterMetrics;
import io.wsgateway.metrics.FanoutMetrics;
import io.wsgateway.support.OnLoop;
import io.wsgateway.transport.BusLoop;
import io.wsgateway.transport.VertxLoop;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A node and the beacons of another one, which the test sends. */
final class BeaconsTest {
  private static final Node HERE = new Node("here", "this node");
  private static final Node THERE = new Node("there", "that node");
  private static final long SETTINGS = 7;

  private final Vertx vertx = Vertx.vertx();
  private final Context context = vertx.getOrCreateContext();
  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private final FanoutMetrics fanout = new FanoutMetrics(registry);
  private final ClusterMetrics cluster = new ClusterMetrics(registry);
  private final Relay relay =
      new Relay(
          new VertxLoop(context),
          HERE.id(),
          new RelayLimits(1 << 20, 1 << 20),
          new WireFormats(),
          fanout);
  private final Loop loop = new VertxLoop(context);
  private final RelayBus bus =
      new VertxRelayBus(
          vertx,
          new Registrations(vertx, Deadline.in(60)),
          "gateway",
          HERE.id(),
          new VertxRelayBus.Loops(loop, BusLoop.of(vertx)),
          1 << 20,
          fanout);
  private Beacons beacons;
  private final AtomicInteger envelopes = new AtomicInteger();
  private final AtomicInteger changes = new AtomicInteger();
  private final AtomicInteger staying = new AtomicInteger();
  private long clock = System.currentTimeMillis();

  @BeforeEach
  void start() {
    Members members = StubMembers.with(THERE, loop, cluster);
    beacons =
        new Beacons(
            loop,
            new Beacons.Self(HERE, "1", () -> SETTINGS, () -> false),
            relay,
            bus,
            new Membership() {
              @Override
              public Map<String, Node> others() {
                return members.others();
              }

              @Override
              public void announced(String id) {
                members.announced(id);
              }

              @Override
              public void stays(String id) {
                staying.incrementAndGet();
                members.stays(id);
              }

              @Override
              public void heard(String id, boolean inMinority) {
                members.heard(id, inMinority);
              }

              @Override
              public boolean isMinority() {
                return members.isMinority();
              }
            },
            cluster,
            fanout);
    members.follow(
        new Members.Listener() {
          @Override
          public void joined(Node node) {}

          @Override
          public void left(Node node, boolean announced) {}

          @Override
          public void lost(Node node) {}

          @Override
          public void back(Node node) {}

          @Override
          public boolean isWoken() {
            return false;
          }
        });
    vertx
        .eventBus()
        .consumer("gateway.relay." + THERE.id(), envelope -> envelopes.incrementAndGet());
    var started = OnLoop.call(context, () -> beacons.start(changes::incrementAndGet));
    await().until(started::succeeded);
  }

  @AfterEach
  void stop() {
    vertx.close().toCompletionStage().toCompletableFuture().orTimeout(20, SECONDS).join();
  }

  private void beacon(boolean leaving, Map<String, LinkPosition> tails) {
    clock += 1000;
    beacon(leaving, clock, tails);
  }

  private void beacon(boolean leaving, long sentMillis, Map<String, LinkPosition> tails) {
    beaconFrom(THERE.id(), leaving, sentMillis, tails);
  }

  private void beaconFrom(
      String sender, boolean leaving, long sentMillis, Map<String, LinkPosition> tails) {
    Beacon beacon =
        TestBeacon.of(THERE.id(), THERE.name(), leaving, sentMillis, "1", SETTINGS, tails);
    OnLoop.run(context, () -> beacons.beacon(sender, BeaconCodec.encode(beacon)));
  }

  private Set<String> links() {
    return OnLoop.call(context, () -> relay.peers().positions().keySet());
  }

  private boolean isPeer() {
    return OnLoop.call(context, () -> relay.peers().get(THERE.id()) != null);
  }

  @Test
  void aNodeIsConfirmedWhenItSendsToThisOneAndNotBefore() {
    assertThat(OnLoop.call(context, beacons::unconfirmed)).containsExactly(THERE.name());

    beacon(false, Map.of());
    await().until(() -> links().contains(THERE.id()));
    assertThat(envelopes).as("greeted before it counts as sent to").hasValue(1);
    assertThat(isPeer()).isTrue();
    assertThat(OnLoop.call(context, beacons::unconfirmed)).containsExactly(THERE.name());
    assertThat(OnLoop.call(context, beacons::confirmed)).isEqualTo(1);

    beacon(false, Map.of("another", new LinkPosition(1, 1)));
    beacon(false, Map.of(HERE.id(), new LinkPosition(1, 0)));
    await().until(() -> OnLoop.call(context, beacons::confirmed) == 2);
    assertThat(OnLoop.call(context, beacons::unconfirmed)).isEmpty();
    assertThat(changes).as("told when it changed, and not with every beacon").hasValue(1);
  }

  /** What this node sends from now on. */
  private List<Beacon> sent() {
    List<Beacon> sent = new CopyOnWriteArrayList<>();
    vertx
        .eventBus()
        .<Buffer>consumer(
            "gateway.beacon",
            message -> {
              try {
                sent.add(BeaconCodec.decode(message.body()));
              } catch (EnvelopeException e) {
                throw new IllegalStateException(e);
              }
            });
    return sent;
  }

  @Test
  void itsBeaconsSayWhichOfTheOthersItReceived() {
    List<Beacon> sent = sent();
    beacon(false, Map.of());
    long theirs = clock;
    await()
        .until(
            () ->
                sent.stream()
                    .anyMatch(
                        b ->
                            b.node().equals(HERE.id())
                                && b.echoes().equals(Map.of(THERE.id(), theirs))));
  }

  @Test
  void aPeerThatLeavesIsSentNothingAndWaitedForNoMore() {
    beacon(false, Map.of(HERE.id(), new LinkPosition(1, 0)));
    await().until(() -> links().contains(THERE.id()));

    beacon(true, Map.of(HERE.id(), new LinkPosition(1, 0)));
    await().until(() -> !isPeer());
    assertThat(links()).isEmpty();
    // One that was sent before and comes late takes nothing back.
    beacon(false, clock - 500, Map.of(HERE.id(), new LinkPosition(1, 0)));
    assertThat(isPeer()).isFalse();
    var arrived = OnLoop.call(context, () -> relay.outbox(new VertxLoop(context)).arrived());
    await().until(arrived::succeeded);
  }

  /** It was an accident, or somebody else said so. */
  @Test
  void aNodeThatSaidThatItLeavesAndGoesOnIsAPeerAgain() {
    beacon(false, Map.of(HERE.id(), new LinkPosition(1, 0)));
    await().until(() -> links().contains(THERE.id()));
    beacon(true, Map.of());
    assertThat(isPeer()).isFalse();
    int greeted = envelopes.get();

    beacon(false, Map.of(HERE.id(), new LinkPosition(1, 0)));
    assertThat(isPeer()).isTrue();
    await().until(() -> links().contains(THERE.id()));
    assertThat(envelopes.get()).as("greeted again").isGreaterThan(greeted);
    assertThat(staying).as("it does not count as stopped when it dies").hasValue(1);
  }

  @Test
  void whatIsNotOfTheNodeThatItNamesOrOfNoNodeHasNoEffect() {
    beacon(false, Map.of(HERE.id(), new LinkPosition(1, 0)));
    await().until(() -> links().contains(THERE.id()));
    clock += 1000;
    beaconFrom("a backend", true, clock, Map.of());
    beaconFrom(HERE.id(), true, clock, Map.of());
    assertThat(isPeer()).isTrue();
    assertThat(foreign()).as("a backend's").isEqualTo(1);

    Buffer forged =
        EnvelopeCodec.encode(
            new Envelope.Head(THERE.id(), Long.MAX_VALUE, 1, false, null), 0, Buffer.buffer());
    OnLoop.run(context, () -> beacons.envelope("a backend", forged));
    assertThat(foreign()).isEqualTo(2);
    relay.receive("a backend", forged);
    await().until(() -> foreign() == 3);
    // The next ones of the node itself are no duplicates.
    Buffer real =
        EnvelopeCodec.encode(new Envelope.Head(THERE.id(), 1, 1, false, null), 0, Buffer.buffer());
    OnLoop.run(context, () -> beacons.envelope(THERE.id(), real));
    OnLoop.run(context, () -> {});
    assertThat(registry.get("gateway.relay.duplicates").counter().count()).isZero();
    assertThat(registry.get("gateway.relay.lost").counter().count()).isZero();
  }

  /** Under its own name, as a node does whose joining is not known here yet. */
  @Test
  void whoIsNoNodeOfTheClusterIsNoPeerAndNotHeard() {
    Beacon beacon = TestBeacon.of("a backend", "?", false, 1, "1", SETTINGS, Map.of());
    OnLoop.run(context, () -> beacons.beacon("a backend", BeaconCodec.encode(beacon)));
    Buffer envelope =
        EnvelopeCodec.encode(new Envelope.Head("a backend", 1, 1, false, null), 0, Buffer.buffer());
    OnLoop.run(context, () -> beacons.envelope("a backend", envelope));
    OnLoop.run(context, () -> {});
    assertThat(OnLoop.call(context, () -> relay.peers().get("a backend") == null)).isTrue();
    assertThat(OnLoop.call(context, () -> relay.knows("a backend"))).isFalse();
    assertThat(foreign()).isEqualTo(2);
  }

  /** It may overtake an envelope, and come twice. */
  @Test
  void onlyALaterBeaconShowsThatSomethingIsMissing() {
    Map<String, LinkPosition> two = Map.of(HERE.id(), new LinkPosition(1, 2));
    beacon(false, Map.of(HERE.id(), new LinkPosition(1, 0)));
    beacon(false, two);
    beacon(false, clock, two);
    beacon(false, clock - 900, two);
    OnLoop.run(context, () -> {});
    assertThat(lost()).isZero();
    beacon(false, two);
    await().until(() -> lost() == 2);
    // A clock that was set back is news.
    beacon(false, clock - 3_600_000, Map.of(HERE.id(), new LinkPosition(1, 3)));
    beacon(false, clock - 3_599_000, Map.of(HERE.id(), new LinkPosition(1, 3)));
    await().until(() -> lost() == 3);
  }

  private double lost() {
    return registry.get("gateway.relay.lost").counter().count();
  }

  private double foreign() {
    return registry.get("gateway.eventbus.rejected").tag("reason", "origin").counter().count();
  }

  /** Two in one millisecond, and a clock that is set back a little. */
  @Test
  void eachBeaconOfANodeHasALaterTime() {
    List<Beacon> sent = sent();
    beacon(false, Map.of());
    await().until(() -> sent.size() > 1);
    assertThat(sent).extracting(Beacon::sentMillis).isSorted().doesNotHaveDuplicates();
  }

  @Test
  void aPeerThatFindsItselfInAMinorityIsNotCounted() {
    await().until(() -> registry.get("gateway.cluster.size").gauge().value() == 2);
    beacon(false, Map.of());
    await().until(() -> links().contains(THERE.id()));
    assertThat(registry.get("gateway.isolated").gauge().value()).isZero();

    OnLoop.run(context, () -> beacons.beacon(THERE.id(), inMinority(true)));
    await().until(() -> registry.get("gateway.isolated").gauge().value() == 1);
    OnLoop.run(context, () -> beacons.beacon(THERE.id(), inMinority(false)));
    await().until(() -> registry.get("gateway.isolated").gauge().value() == 0);
  }

  private Buffer inMinority(boolean is) {
    clock += 1000;
    return BeaconCodec.encode(
        new Beacon(
            THERE.id(),
            THERE.name(),
            false,
            clock,
            "1",
            SETTINGS,
            Map.of(),
            Map.of(),
            Map.of(),
            is,
            false,
            false,
            0));
  }
}
