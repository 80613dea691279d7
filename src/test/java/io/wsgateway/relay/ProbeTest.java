package io.wsgateway.relay;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.wsgateway.channel.ChannelName;
import io.wsgateway.cluster.Node;
import io.wsgateway.fanout.WireFormats;
import io.wsgateway.metrics.ClusterMetrics;
import io.wsgateway.metrics.FanoutMetrics;
import io.wsgateway.metrics.ProbeMetrics;
import io.wsgateway.support.Logs;
import io.wsgateway.support.SetMembers;
import io.wsgateway.support.Simulation;
import io.wsgateway.support.Simulation.SimulatedLoop;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Three nodes that probe each other every ten seconds, on a simulated bus and clock. */
final class ProbeTest {
  private static final int SECONDS = 10;
  private static final int MAX_DELAY_MILLIS = 20;

  private final Logs logs = new Logs(Probe.class);
  private Simulation simulation;
  private SimulatedBus bus;
  private List<Probed> nodes;

  /** A node with nothing but what probes take. */
  private static final class Probed {
    private final Node self;
    private final SimulatedLoop loop;
    private final Beacons beacons;
    private final Probe probe;
    private final Map<String, Node> others = new LinkedHashMap<>();
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();

    Probed(String id, Simulation simulation, SimulatedBus bus) {
      self = new Node(id, "node " + id);
      var members = new SetMembers(others);
      loop = simulation.loop(id);
      var fanout = new FanoutMetrics(registry);
      var relay = new Relay(loop, id, new RelayLimits(1 << 20, 1 << 20), new WireFormats(), fanout);
      beacons =
          new Beacons(
              loop,
              new Beacons.Self(self, "1", () -> 7, () -> false),
              relay,
              bus.join(id, loop, () -> 0),
              members,
              new ClusterMetrics(registry),
              fanout);
      probe = new Probe(loop, SECONDS, relay, beacons, members, new ProbeMetrics(registry));
    }

    void meet(List<Probed> all) {
      all.stream().filter(n -> n != this).forEach(n -> others.put(n.self.id(), n.self));
      loop.execute(() -> beacons.start(() -> {}));
      loop.execute(probe::start);
    }

    long answers() {
      return registry.get("gateway.probe").timer().count();
    }

    double slowestMillis() {
      return registry.get("gateway.probe").timer().max(TimeUnit.MILLISECONDS);
    }

    long lost() {
      return (long) registry.get("gateway.probe.lost").counter().count();
    }
  }

  @AfterEach
  void close() {
    logs.close();
  }

  private void begin(long seed) {
    simulation = new Simulation(seed);
    bus = new SimulatedBus(simulation, MAX_DELAY_MILLIS);
    nodes = Stream.of("a", "b", "c").map(id -> new Probed(id, simulation, bus)).toList();
    nodes.forEach(node -> node.meet(nodes));
  }

  /** The first probe that all are expected to answer is the second. */
  private void advanceToProbe(int number) {
    simulation.advance(TimeUnit.SECONDS.toMillis(SECONDS) * number - simulation.millis() + 6000);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void eachIsAnsweredByAllOthersOnce(long seed) {
    begin(seed);
    advanceToProbe(4);

    for (Probed node : nodes) {
      assertThat(node.answers()).as("probes 2 to 4 to two nodes").isEqualTo(3 * 2);
      assertThat(node.lost()).isZero();
      assertThat(node.slowestMillis()).isBetween(2.0, 2.0 * MAX_DELAY_MILLIS + 10);
    }
    assertThat(logs.lines()).isEmpty();
  }

  @Test
  void anAnswerGoesToTheNodeThatAskedAndToNoOther() {
    begin(1);
    advanceToProbe(2);
    int before = bus.quietArrivals("a");
    advanceToProbe(3);
    assertThat(bus.quietArrivals("a") - before)
        .as("the probes of two others, and their answers to its own")
        .isBetween(2, 4);
  }

  @Test
  void nobodyElseCanNameTheChannel() {
    assertThat(ChannelName.problem(ProbeEcho.PROBE, 255)).isPresent();
  }

  @Test
  void aNodeThatStallsIsCountedAndNamedOnceUntilItAnswersAgain() {
    begin(1);
    advanceToProbe(2);
    nodes.get(2).loop.pause(20_000);
    advanceToProbe(4);

    assertThat(nodes.get(0).lost()).isEqualTo(2);
    assertThat(nodes.get(2).lost()).as("it stood still itself").isZero();
    assertThat(logs.lines()).hasSize(2);
    assertThat(logs.lines().get(0)).contains("cluster.probe.lost", "node=\"node c\"");

    advanceToProbe(5);
    assertThat(nodes.get(0).lost()).isEqualTo(2);
    assertThat(logs.lines()).hasSize(4);
    assertThat(logs.lines().get(3)).contains("cluster.probe.answered", "node=\"node c\"");
  }

  /** Its timer fires late, and before the answers that others send only now. */
  @Test
  void aMachineThatStandsStillMissesNobody() {
    begin(1);
    advanceToProbe(1);
    simulation.advance(20_001 - simulation.millis());
    nodes.forEach(node -> node.loop.pause(20_000));
    simulation.advance(25_000);

    assertThat(nodes).allSatisfy(node -> assertThat(node.lost()).isZero());
  }

  @Test
  void whatABusLosesIsCounted() {
    begin(1);
    advanceToProbe(1);
    bus.faults(new SimulatedBus.Faults(1, 0, 0));
    advanceToProbe(3);

    assertThat(nodes).allSatisfy(node -> assertThat(node.lost()).isEqualTo(4));
  }

  @Test
  void aNodeThatWasNeverHeardIsCountedOnceItHadTimeToStart() {
    begin(1);
    Probed node = nodes.get(0);
    simulation.advance(15_000);
    node.loop.execute(() -> node.others.put("d", new Node("d", "node d")));
    advanceToProbe(2);
    assertThat(node.lost()).as("it may be starting").isZero();

    advanceToProbe(3);
    assertThat(node.lost()).isEqualTo(1);
    assertThat(logs.lines().get(0)).contains("node=\"node d\"");
  }

  @Test
  void aNodeThatLeftMeanwhileIsNotMissed() {
    begin(1);
    advanceToProbe(1);
    nodes.get(2).loop.pause(60_000);
    simulation.advance(20_000 - simulation.millis() + 1000);
    Probed node = nodes.get(0);
    node.loop.execute(() -> node.others.remove("c"));
    advanceToProbe(2);

    assertThat(node.lost()).isZero();
  }

  /** Release 0.1.0: its beacons do not have the flag. */
  @Test
  void aNodeThatDoesNotSayThatItAnswersIsNotExpectedTo() {
    begin(1);
    Probed node = nodes.get(0);
    node.loop.execute(() -> node.others.put("old", new Node("old", "old node")));
    Beacon beacon = TestBeacon.of("old", "old node", false, 0, "0.1.0", 7, Map.of());
    simulation.settle();
    node.loop.execute(() -> node.beacons.beacon(beacon.node(), BeaconCodec.encode(beacon)));
    bus.join("old", simulation.loop("old"), () -> 0);
    advanceToProbe(3);

    assertThat(node.lost()).isZero();
  }
}
