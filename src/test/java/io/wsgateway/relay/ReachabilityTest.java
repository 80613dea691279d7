package io.wsgateway.relay;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Future;
import io.wsgateway.cluster.BusCheck;
import io.wsgateway.cluster.Node;
import io.wsgateway.fanout.WireFormats;
import io.wsgateway.metrics.ClusterMetrics;
import io.wsgateway.metrics.FanoutMetrics;
import io.wsgateway.metrics.SendFailureMetrics;
import io.wsgateway.support.Logs;
import io.wsgateway.support.SetMembers;
import io.wsgateway.support.Simulation;
import java.net.ConnectException;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLHandshakeException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a node finds out about others that it has no contact with. */
final class ReachabilityTest {
  private static final Node HERE = new Node("here", "this node");
  private static final Node THERE = new Node("there", "that node");
  private static final Node OTHER = new Node("other", "other node");

  private final Simulation simulation = new Simulation(1);
  private final Simulation.SimulatedLoop loop = simulation.loop("relay");
  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private final Map<String, Node> others = new LinkedHashMap<>();
  private final Map<String, Throwable> failures = new HashMap<>();
  private final Logs logs = new Logs(ReachReport.class);
  private Beacons beacons;
  private Reachability reachability;
  private int checks;
  private int changes;

  @BeforeEach
  void start() {
    var fanout = new FanoutMetrics(registry);
    var cluster = new ClusterMetrics(registry);
    var members = new SetMembers(others);
    var relay =
        new Relay(loop, HERE.id(), new RelayLimits(1 << 20, 1 << 20), new WireFormats(), fanout);
    beacons =
        new Beacons(
            loop,
            new Beacons.Self(HERE, "1", () -> 7, () -> false),
            relay,
            new StubBus(envelope -> Future.succeededFuture()),
            members,
            cluster,
            fanout);
    reachability =
        new Reachability(
            loop, beacons, members, this::check, cluster, new SendFailureMetrics(registry));
    others.put(THERE.id(), THERE);
    loop.execute(() -> reachability.start(() -> changes++));
  }

  @AfterEach
  void close() {
    logs.close();
  }

  private Future<BusCheck.Result> check(Node node) {
    checks++;
    @Nullable Throwable failure = failures.get(node.id());
    return Future.succeededFuture(new BusCheck.Result("10.0.0.1:15701", failure));
  }

  /** Both hear each other for so long. */
  private void contact(Node node, int seconds) {
    for (int i = 0; i < seconds; i++) {
      beacon(node, Map.of(HERE.id(), new LinkPosition(1, 0)));
      simulation.advance(1000);
    }
  }

  private void beacon(Node node, Map<String, LinkPosition> positions) {
    Beacon beacon =
        TestBeacon.of(node.id(), node.name(), false, loop.wallMillis(), "1", 7, positions);
    loop.execute(() -> beacons.beacon(beacon.node(), BeaconCodec.encode(beacon)));
  }

  private double gauge(String name) {
    return registry.get(name).gauge().value();
  }

  private double failed(String cause) {
    return registry.get("gateway.relay.send.failures").tag("cause", cause).counter().count();
  }

  @Test
  void aNodeThatIsHeardIsNotChecked() {
    contact(THERE, 60);

    assertThat(checks).isZero();
    assertThat(gauge("gateway.cluster.unheard.nodes")).isZero();
    assertThat(reachability.refusal()).isEmpty();
    assertThat(logs.lines()).isEmpty();
  }

  @Test
  void aNodeWhoseCertificateIsRefusedIsNamedWithTheReasonOnceAMinute() {
    failures.put(THERE.id(), new SSLHandshakeException("Received fatal alert: bad_certificate"));
    simulation.advance(10_000);

    assertThat(gauge("gateway.cluster.unheard.nodes")).isEqualTo(1);
    assertThat(failed("tls")).isEqualTo(checks).isPositive();
    assertThat(reachability.refusal())
        .isEqualTo(
            "that node at 10.0.0.1:15701: it does not accept this node's certificate (TLS alert"
                + " bad_certificate)");
    assertThat(changes).isEqualTo(checks);
    assertThat(logs.events()).hasSize(1);
    assertThat(logs.pairs(0))
        .contains(
            "event=cluster.node.unheard", "node=that node", "address=10.0.0.1:15701", "cause=tls");
    assertThat(logs.lines().get(0)).contains("compare eventBus.tls");

    simulation.advance(40_000);
    assertThat(logs.events()).as("not said again within the minute").hasSize(1);
    simulation.advance(60_000);
    assertThat(logs.events()).hasSize(2);
    assertThat(checks).as("checked less often the longer it lasts").isLessThan(16);
  }

  @Test
  void whatChangesIsSaidAtOnceAndItsEndToo() {
    failures.put(THERE.id(), new ConnectException("Connection refused"));
    simulation.advance(10_000);
    failures.put(THERE.id(), new SSLHandshakeException("no"));
    simulation.advance(12_000);
    assertThat(logs.lines()).hasSize(2);
    assertThat(logs.lines().get(0)).contains("port is closed", "cause=\"refused\"");
    assertThat(logs.lines().get(1)).contains("cause=\"tls\"");

    contact(THERE, 2);
    assertThat(logs.pairs(2)).contains("event=cluster.node.heard", "node=that node");
    assertThat(reachability.refusal()).isEmpty();
    assertThat(gauge("gateway.cluster.unheard.nodes")).isZero();
  }

  @Test
  void aNodeThatIsOnlySilentDoesNotRefuse() {
    failures.put(THERE.id(), new TimeoutException());
    simulation.advance(15_000);
    assertThat(logs.lines()).as("it may be frozen, and is evicted then").isEmpty();
    assertThat(failed("unreachable")).isPositive();

    simulation.advance(10_000);
    assertThat(reachability.refusal()).isEmpty();
    assertThat(logs.lines()).hasSize(1);
    assertThat(logs.lines().get(0)).contains("does not answer in time", "network policy");
  }

  @Test
  void aNodeThatAnswersAndIsNeverHeardDoesNotReachThisOne() {
    simulation.advance(10_000);
    assertThat(reachability.refusal()).as("it may only be starting").isEmpty();

    simulation.advance(15_000);
    assertThat(reachability.refusal()).contains("cannot connect to this node");
    assertThat(logs.lines()).hasSize(1);
    assertThat(logs.lines().get(0)).contains("messages reach 10.0.0.1:15701, but none of its own");
  }

  @Test
  void aNodeThatIsHeardAndCannotBeSentToRefuses() {
    failures.put(THERE.id(), new ConnectException("Connection refused"));
    for (int i = 0; i < 10; i++) {
      beacon(THERE, Map.of());
      simulation.advance(1000);
    }
    assertThat(gauge("gateway.cluster.unheard.nodes")).isZero();
    assertThat(reachability.refusal()).contains("port is closed");
    assertThat(logs.lines().get(0)).contains("its messages arrive, but none reach");
  }

  @Test
  void oneThatAcceptsThisNodeIsEnough() {
    others.put(OTHER.id(), OTHER);
    failures.put(THERE.id(), new ConnectException("Connection refused"));
    contact(OTHER, 10);
    assertThat(reachability.refusal()).isEmpty();

    others.remove(OTHER.id());
    simulation.advance(2000);
    assertThat(reachability.refusal()).contains(THERE.name());
  }

  @Test
  void oneThatIsGoneIsForgotten() {
    failures.put(THERE.id(), new ConnectException("Connection refused"));
    simulation.advance(10_000);
    others.clear();
    simulation.advance(1000);

    assertThat(reachability.refusal()).isEmpty();
    assertThat(gauge("gateway.cluster.unheard.nodes")).isZero();
  }

  @Test
  void whoWokeFromAPauseDoesNotBlameTheOthers() {
    contact(THERE, 10);
    loop.pause(20_000);
    simulation.advance(20_000);
    // for some seconds this node does not know yet that it was evicted
    simulation.advance(3000);
    assertThat(logs.lines()).isEmpty();
  }
}
