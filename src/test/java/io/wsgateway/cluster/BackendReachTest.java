package io.wsgateway.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.wsgateway.metrics.BusReachMetrics;
import io.wsgateway.support.Logs;
import io.wsgateway.support.Simulation;
import java.net.ConnectException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLHandshakeException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Which backends a node takes for unreachable, when, and what it says of them. */
final class BackendReachTest {
  private final Simulation simulation = new Simulation(1);
  private final Simulation.SimulatedLoop loop = simulation.loop("relay");
  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private final Map<String, String> backends = new LinkedHashMap<>();
  private final Map<String, Throwable> failures = new HashMap<>();
  private final Logs logs = new Logs(BackendReport.class);
  private final List<Promise<BusCheck.Result>> open = new ArrayList<>();
  private Set<String> leftOut = Set.of();
  private final Set<String> everLeftOut = new HashSet<>();
  private boolean hang;
  private String busAddress = "10.0.0.9:7000";
  private int checks;

  @BeforeEach
  void start() {
    BackendReach reach =
        new BackendReach(
            loop, () -> backends, this::check, this::leaveOut, new BusReachMetrics(registry));
    loop.execute(reach::start);
    simulation.settle();
  }

  @AfterEach
  void close() {
    logs.close();
  }

  private Future<BusCheck.Result> check(Node backend) {
    checks++;
    if (hang) {
      Promise<BusCheck.Result> never = Promise.promise();
      open.add(never);
      return never.future();
    }
    return Future.succeededFuture(new BusCheck.Result(busAddress, failures.get(backend.id())));
  }

  private void leaveOut(Set<String> out) {
    leftOut = out;
    everLeftOut.addAll(out);
  }

  private static Throwable refused() {
    return new ConnectException("Connection refused");
  }

  private double gauge() {
    return registry.get("gateway.bus.unreachable.members").gauge().value();
  }

  @Test
  void aBackendThatCameIsCheckedWithinASecondAndThenEveryTenSeconds() {
    backends.put("a", "10.0.0.9:5701");
    simulation.advance(1000);
    assertThat(checks).isEqualTo(1);
    simulation.advance(60_000);
    assertThat(checks).isBetween(6, 7);
    assertThat(leftOut).isEmpty();
    assertThat(logs.lines()).isEmpty();
  }

  @Test
  void oneThatCannotBeReachedIsLeftOutAtOnceAndReportedAtTheSecondFailure() {
    backends.put("a", "10.0.0.9:5701");
    failures.put("a", refused());
    simulation.advance(1000);
    assertThat(leftOut).containsExactly("a");
    assertThat(gauge()).as("it may just be leaving").isZero();
    assertThat(logs.lines()).isEmpty();

    simulation.advance(2000);
    assertThat(gauge()).isEqualTo(1);
    assertThat(logs.lines()).hasSize(1);
    assertThat(logs.pairs(0))
        .contains(
            "event=cluster.backend.unreachable",
            "member=10.0.0.9:5701",
            "address=10.0.0.9:7000",
            "cause=refused");
    assertThat(logs.lines().get(0)).contains("port is closed", "setClusterPublicHost");
  }

  @Test
  void itIsSaidOncePerCauseAndOnceAMinute() {
    backends.put("a", "10.0.0.9:5701");
    failures.put("a", refused());
    simulation.advance(50_000);
    assertThat(logs.lines()).hasSize(1);
    simulation.advance(20_000);
    assertThat(logs.lines()).hasSize(2);

    failures.put("a", new SSLHandshakeException("no"));
    simulation.advance(12_000);
    assertThat(logs.lines()).hasSize(3);
    assertThat(logs.lines().get(2)).contains("cause=\"tls\"", "setKeyCertOptions");
  }

  @Test
  void itsEndIsSeenWithinTenSecondsAndSaid() {
    backends.put("a", "10.0.0.9:5701");
    failures.put("a", refused());
    simulation.advance(60_000);
    failures.clear();
    simulation.advance(11_000);
    assertThat(leftOut).isEmpty();
    assertThat(gauge()).isZero();
    assertThat(logs.pairs(logs.lines().size() - 1)).contains("event=cluster.backend.reachable");
  }

  @Test
  void oneThatIsSilentIsLeftOutBeforeItIsReported() {
    backends.put("a", "10.0.0.9:5701");
    failures.put("a", new TimeoutException());
    simulation.advance(10_000);
    assertThat(leftOut).containsExactly("a");
    assertThat(gauge()).isEqualTo(1);
    assertThat(logs.lines()).as("it may be frozen, and is evicted then").isEmpty();

    simulation.advance(20_000);
    assertThat(logs.lines()).hasSize(1);
    assertThat(logs.lines().get(0)).contains("does not answer in time", "network policy");
  }

  @Test
  void oneThatHasNotSaidWhereItsBusIsIsAskedAgainAndNotBlamed() {
    backends.put("a", "10.0.0.9:5701");
    failures.put("a", new IllegalStateException("Not a member of the cluster"));
    busAddress = "";
    simulation.advance(5000);
    assertThat(checks).isBetween(5, 6);
    assertThat(leftOut).isEmpty();
    assertThat(logs.lines()).isEmpty();
  }

  @Test
  void whoLeftIsForgotten() {
    backends.put("a", "10.0.0.9:5701");
    failures.put("a", refused());
    simulation.advance(5000);
    backends.clear();
    simulation.advance(1000);
    assertThat(leftOut).isEmpty();
    assertThat(gauge()).isZero();
  }

  @Test
  void onlyAFewAreCheckedAtATimeHoweverManyThereAre() {
    hang = true;
    for (int i = 0; i < 100; i++) {
      backends.put("b" + i, "10.0.0." + i + ":5701");
    }
    simulation.advance(10_000);
    assertThat(checks).isEqualTo(BackendReach.AT_ONCE);

    hang = false;
    open.forEach(check -> check.complete(new BusCheck.Result(busAddress, null)));
    simulation.advance(1000);
    assertThat(checks).as("each once").isEqualTo(100);
  }

  @Test
  void manyThatCannotBeReachedDoNotFloodTheLog() {
    for (int i = 0; i < 100; i++) {
      backends.put("b" + i, "10.0.0." + i + ":5701");
      failures.put("b" + i, refused());
    }
    simulation.advance(30_000);
    assertThat(gauge()).isEqualTo(100);
    assertThat(logs.lines()).hasSize(20);
  }

  @Test
  void whatAPauseOfThisNodeDelayedIsNotHeldAgainstABackend() {
    backends.put("a", "10.0.0.9:5701");
    hang = true;
    simulation.advance(1000);
    hang = false;
    loop.pause(20_000);
    open.get(0).complete(new BusCheck.Result(busAddress, new TimeoutException()));
    simulation.advance(25_000);
    assertThat(everLeftOut).isEmpty();
    assertThat(checks).isGreaterThan(1);
  }
}
