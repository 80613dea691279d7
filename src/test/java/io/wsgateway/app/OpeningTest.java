package io.wsgateway.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.wsgateway.cluster.Node;
import io.wsgateway.fanout.WireFormats;
import io.wsgateway.loop.Loop;
import io.wsgateway.metrics.ClusterMetrics;
import io.wsgateway.metrics.FanoutMetrics;
import io.wsgateway.relay.Beacons;
import io.wsgateway.relay.Relay;
import io.wsgateway.relay.RelayBus;
import io.wsgateway.relay.RelayLimits;
import io.wsgateway.support.Logs;
import io.wsgateway.support.SetMembers;
import io.wsgateway.support.Simulation;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A node that waits for others, whose beacons do not come. */
final class OpeningTest {
  private static final Node FIRST = new Node("1", "first");
  private static final Node SECOND = new Node("2", "second");

  private final Simulation simulation = new Simulation(1);
  private final Loop loop = simulation.loop("relay");
  private final Map<String, Node> others = new LinkedHashMap<>();
  private final Promise<Void> stop = Promise.promise();
  private String refusal = "";

  private Opening opening(int minMembers) {
    var registry = new SimpleMeterRegistry();
    var fanout = new FanoutMetrics(registry);
    var relay =
        new Relay(loop, "here", new RelayLimits(1 << 20, 1 << 20), new WireFormats(), fanout);
    var beacons =
        new Beacons(
            loop,
            new Beacons.Self(new Node("here", "this node"), "1", () -> 7, () -> false),
            relay,
            new SilentBus(),
            new SetMembers(others),
            new ClusterMetrics(registry),
            fanout);
    var opening =
        new Opening(loop, new OpeningRule(minMembers, 60_000, 20_000), beacons, () -> refusal);
    loop.execute(opening::begin);
    return opening;
  }

  @Test
  void aNodeThatJoinsAsAnotherLeavesIsWaitedFor() {
    others.put(FIRST.id(), FIRST);
    var opening = opening(1);
    simulation.settle();

    // What the cluster tells in one task.
    loop.execute(
        () -> {
          others.remove(FIRST.id());
          opening.decide();
          others.put(SECOND.id(), SECOND);
          opening.decide();
        });
    simulation.settle();

    assertThat(opening.opened(stop.future()).isComplete()).isFalse();
    assertThat(opening.waitingFor()).contains(SECOND.name());
  }

  @Test
  void whatIsMissingIsSaidAlsoWhenItIsKnownLate() {
    others.put(FIRST.id(), FIRST);
    var opening = opening(2);
    try (Logs logs = new Logs(Opening.class)) {
      simulation.advance(6000);
      loop.execute(
          () -> {
            others.remove(FIRST.id());
            opening.decide();
          });
      simulation.advance(1000);

      assertThat(logs.lines()).filteredOn(line -> line.contains("cluster.waiting")).hasSize(1);
    }
  }

  @Test
  void whatIsMissingIsSaidOnceItTakesLong() {
    var opening = opening(2);
    try (Logs logs = new Logs(Opening.class)) {
      simulation.advance(4000);
      assertThat(logs.lines()).isEmpty();
      simulation.advance(2000);
      loop.execute(opening::decide);
      simulation.advance(1000);

      assertThat(logs.lines()).filteredOn(line -> line.contains("cluster.waiting")).hasSize(1);
    }
  }

  @Test
  void aNodeThatIsRefusedIsHeldUntilItIsNot() {
    others.put(FIRST.id(), FIRST);
    refusal = "first at 10.0.0.1:15701: because";
    var opening = opening(2);
    try (Logs logs = new Logs(Opening.class)) {
      simulation.advance(200_000);
      assertThat(opening.opened(stop.future()).isComplete()).isFalse();
      assertThat(opening.waitingFor())
          .isEqualTo("refused by every node that answers: first at 10.0.0.1:15701: because");
      assertThat(logs.lines()).hasSize(1);
      assertThat(logs.lines().get(0)).contains("cluster.refused", "because");

      refusal = "";
      loop.execute(opening::decide);
      simulation.settle();
      assertThat(opening.opened(stop.future()).succeeded()).isTrue();
    }
  }

  private static final class SilentBus implements RelayBus {
    @Override
    public Sender sender(String node) {
      return envelope -> Future.succeededFuture();
    }

    @Override
    public Future<Void> publishBeacon(Buffer beacon) {
      return Future.succeededFuture();
    }

    @Override
    public Future<Void> open(Receiver receiver) {
      return Future.succeededFuture();
    }

    @Override
    public Future<Void> close() {
      return Future.succeededFuture();
    }
  }
}
