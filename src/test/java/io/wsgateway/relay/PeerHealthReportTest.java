package io.wsgateway.relay;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.wsgateway.cluster.Node;
import io.wsgateway.metrics.ClusterMetrics;
import io.wsgateway.support.Logs;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What beacons say of the cluster's health, in meters and in the log. */
final class PeerHealthReportTest {
  private static final long SETTINGS = 7;
  private static final long NOW_MILLIS = 1_000_000;
  private static final Map<String, Node> NODES =
      Map.of("a", new Node("a", "node a"), "b", new Node("b", "node b"));

  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private final PeerHealthReport report =
      new PeerHealthReport(() -> SETTINGS, new ClusterMetrics(registry));
  private final PeerHealth a = new PeerHealth();
  private final PeerHealth b = new PeerHealth();

  /** A beacon that was sent so long before this node's clock said now, and came so long ago. */
  private static void beacon(PeerHealth peer, long skewMillis, long settings, Duration ago) {
    Beacon beacon =
        TestBeacon.of("x", "x", false, NOW_MILLIS - skewMillis, "1", settings, Map.of());
    peer.heard(beacon, NOW_MILLIS, System.nanoTime() - ago.toNanos());
  }

  private static void drain(PeerHealth peer, boolean is) {
    Beacon beacon =
        new Beacon(
            "x",
            "x",
            false,
            NOW_MILLIS,
            "1",
            SETTINGS,
            Map.of(),
            Map.of(),
            Map.of(),
            false,
            true,
            is,
            0);
    peer.heard(beacon, NOW_MILLIS, System.nanoTime());
  }

  private void look() {
    report.look(Map.of("a", a, "b", b), NODES, System.nanoTime());
  }

  private double gauge(String name) {
    return registry.get(name).gauge().value();
  }

  @Test
  void aNodeWhoseBeaconIsOverdueIsSilentUntilItIsHeardAgain() {
    try (Logs logs = new Logs(PeerHealthReport.class)) {
      beacon(a, 0, SETTINGS, Duration.ofMinutes(1));
      beacon(b, 0, SETTINGS, Duration.ZERO);
      look();
      look();
      assertThat(gauge("gateway.cluster.silent.nodes")).isEqualTo(1);
      beacon(a, 0, SETTINGS, Duration.ZERO);
      look();
      assertThat(gauge("gateway.cluster.silent.nodes")).isZero();
      assertThat(logs.events()).hasSize(2);
      assertThat(logs.pairs(0)).contains("event=cluster.node.silent", "node=node a");
      assertThat(logs.pairs(1)).contains("event=cluster.node.heard", "node=node a");
    }
  }

  @Test
  void aNodeThatDrainsIsReportedOnceAndSoIsItsReturn() {
    try (Logs logs = new Logs(PeerHealthReport.class)) {
      beacon(b, 0, SETTINGS, Duration.ZERO);
      drain(a, true);
      look();
      drain(a, true);
      look();
      drain(a, false);
      look();
      look();
      assertThat(logs.events()).hasSize(2);
      assertThat(logs.pairs(0)).contains("event=cluster.node.draining", "node=node a");
      assertThat(logs.pairs(1)).contains("event=cluster.node.undrained", "node=node a");
    }
  }

  @Test
  void theLargestSkewOfClocksCountsWhicheverIsAhead() {
    beacon(a, 250, SETTINGS, Duration.ZERO);
    beacon(b, -2500, SETTINGS, Duration.ZERO);
    look();
    assertThat(gauge("gateway.clock.skew")).isEqualTo(2.5);
  }

  @Test
  void nodesWithAnotherConfigurationAreCounted() {
    beacon(a, 0, SETTINGS, Duration.ZERO);
    beacon(b, 0, SETTINGS + 1, Duration.ZERO);
    look();
    assertThat(gauge("gateway.cluster.drifted.nodes")).isEqualTo(1);
    beacon(b, 0, SETTINGS, Duration.ZERO);
    look();
    assertThat(gauge("gateway.cluster.drifted.nodes")).isZero();
  }
}
