package io.wsgateway.deploy;

import static io.wsgateway.deploy.Fleet.percentile;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.wsgateway.deploy.Fleet.Absence;
import io.wsgateway.kit.Disconnect;
import io.wsgateway.kit.Reconnect;
import io.wsgateway.kit.RecordingClient;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * 3000 clients at three nodes, half of them through HAProxy and half through nginx, and 200
 * publications a second, each to thirty clients: all nodes are restarted one after the other, and
 * one is killed. Prints the figures of docs/balancers.md.
 */
@Tag("faults")
final class BalancerFiguresIT {
  private static final int EACH = 1500;
  private static final int ROOMS = 100;
  private static final int PER_SECOND = 200;
  private static final int ACCEPT_SECONDS = 5;
  private static final int WINDOW_SECONDS = 20;
  private static final Duration LIMIT = Duration.ofMinutes(2);
  private static final long SETTLE_NANOS = TimeUnit.SECONDS.toNanos(20);
  private static final long SAMPLE_NANOS = TimeUnit.SECONDS.toNanos(10);

  @TempDir Path directory;
  private BalancedNodes balanced;
  private Fleet fleet;

  @BeforeEach
  void start() throws Exception {
    BalancedNodes.assumeInstalled();
    // The warm-up of k8s/base.
    Map<String, Object> warm = Map.of("node.warmUpMillis", 4000);
    balanced = new BalancedNodes(directory, ThreeNodes.COUNT, ACCEPT_SECONDS, WINDOW_SECONDS, warm);
    fleet =
        new Fleet(
            EACH,
            ROOMS,
            Reconnect.likeTheBrowserClient(),
            balanced.haproxy().port(),
            balanced.nginx().port());
    fleet.publish(ROOMS, Duration.ofMillis(1000L * ROOMS / PER_SECOND), balanced.nodes()::all);
  }

  @AfterEach
  void stop() {
    if (fleet != null) {
      fleet.close();
    }
    if (balanced != null) {
      balanced.close();
    }
  }

  @Test
  void aRollingRestart() throws Exception {
    long began = System.nanoTime();
    List<Long> away = new ArrayList<>();
    for (int place = 0; place < ThreeNodes.COUNT; place++) {
      long told = System.nanoTime();
      balanced.nodes().node(place).terminate();
      assertThat(balanced.nodes().node(place).awaitExit(LIMIT)).isZero();
      fleet.awaitAllUp();
      List<Absence> absences = fleet.absences(told);
      List<Long> back = absences.stream().map(one -> one.millisAfter(told)).sorted().toList();
      absences.forEach(one -> away.add(one.millis()));
      assertThat(back).isNotEmpty();
      System.out.printf(
          "figures: node %d: %d clients moved, the last was back %.1f s after SIGTERM%n",
          place, back.size(), back.get(back.size() - 1) / 1000.0);
      assertThat(back.get(back.size() - 1))
          .as("accept + window + 5 s")
          .isLessThan(1000L * (ACCEPT_SECONDS + WINDOW_SECONDS + 5));
      balanced.nodes().follow(place);
      balanced.haproxy().awaitUp(ThreeNodes.COUNT);
    }
    double seconds = (System.nanoTime() - began) / 1e9;
    fleet.enough();
    List<Long> sorted = away.stream().sorted().toList();
    System.out.printf(
        "figures: away: median %d ms, p99 %d ms, longest %d ms%n",
        percentile(sorted, 50), percentile(sorted, 99), percentile(sorted, 100));
    System.out.printf(
        "figures: failed attempts: %d; publications: %.0f a second%n",
        fleet.failures().size(), fleet.accepted() / seconds);
    assertThat(fleet.failures()).extracting(Disconnect::reason).isEmpty();
  }

  @Test
  void aKilledNode() throws Exception {
    // The first seconds of load are those of all compilers, also that of the clients' JVM.
    long loaded = System.nanoTime();
    await().atMost(LIMIT).until(() -> System.nanoTime() - loaded > SETTLE_NANOS);
    long calm = System.nanoTime();
    await().atMost(LIMIT).until(() -> System.nanoTime() - calm > SAMPLE_NANOS);
    long killed = System.nanoTime();
    balanced.nodes().node(1).kill();
    await().atMost(LIMIT).until(() -> !fleet.absences(killed).isEmpty());
    fleet.awaitAllUp();
    await().atMost(LIMIT).until(() -> System.nanoTime() - killed > SAMPLE_NANOS);
    fleet.enough();
    List<Long> back =
        fleet.absences(killed).stream().map(one -> one.millisAfter(killed)).sorted().toList();
    Predicate<RecordingClient> stayed = client -> client.connections() == 1;
    List<Long> before = fleet.delays(stayed, calm, killed);
    List<Long> after = fleet.delays(stayed, killed, killed + SAMPLE_NANOS);
    System.out.printf(
        "figures: killed: %d clients, half back after %d ms, the last after %d ms; %d failed"
            + " attempts%n",
        back.size(), percentile(back, 50), percentile(back, 100), fleet.failures().size());
    System.out.printf(
        "figures: others: p99 %.1f ms before, %.1f ms in the 10 s after: %.2f times%n",
        percentile(before, 99) / 1000.0,
        percentile(after, 99) / 1000.0,
        (double) percentile(after, 99) / percentile(before, 99));
    assertThat(percentile(back, 100)).as("back within 5 s").isLessThan(5000);
    assertThat(percentile(after, 99)).as("p99").isLessThan(2 * percentile(before, 99));
  }
}
