package io.wsgateway.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Future;
import io.wsgateway.metrics.BusReachMetrics;
import io.wsgateway.support.Logs;
import io.wsgateway.support.Simulation;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Backends that listen where only gateway nodes may are found and named. */
final class ForeignConsumersTest {
  private final Simulation simulation = new Simulation(1);
  private final Simulation.SimulatedLoop loop = simulation.loop("relay");
  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private final Map<String, String> backends = new HashMap<>();
  private final Map<String, Set<String>> consumers = new HashMap<>();
  private final Logs logs = new Logs(ForeignConsumers.class);
  private boolean mute;

  @BeforeEach
  void start() {
    ForeignConsumers foreign =
        new ForeignConsumers(
            loop,
            new BusAddress("gateway").reserved(new Node("here", "pod-a")),
            () -> backends,
            address ->
                mute
                    ? Future.failedFuture("no answer")
                    : Future.succeededFuture(consumers.getOrDefault(address, Set.of())),
            new OwnConsumers("here", address -> false, () -> {}),
            new BusReachMetrics(registry));
    backends.put("b", "10.0.0.9:5701");
    loop.execute(foreign::start);
    simulation.settle();
  }

  @AfterEach
  void close() {
    logs.close();
  }

  private double gauge() {
    return registry.get("gateway.bus.foreign.consumers").gauge().value();
  }

  @Test
  void aBackendOnAnAddressOfTheGatewaysIsAnErrorOnceAMinute() {
    consumers.put("gateway.publish", Set.of("here", "there", "b"));
    simulation.advance(5000);
    assertThat(gauge()).isEqualTo(1);
    assertThat(logs.lines()).hasSize(1);
    assertThat(logs.pairs(0))
        .containsExactly(
            "event=bus.consumer.foreign", "address=gateway.publish", "member=10.0.0.9:5701");

    simulation.advance(50_000);
    assertThat(logs.lines()).hasSize(1);
    simulation.advance(15_000);
    assertThat(logs.lines()).hasSize(2);
  }

  @Test
  void itIsOverWhenItListensNoMoreOrIsGone() {
    consumers.put("gateway.publish", Set.of("b"));
    consumers.put("gateway.relay.here", Set.of("b"));
    simulation.advance(5000);
    assertThat(gauge()).isEqualTo(2);
    consumers.remove("gateway.publish");
    simulation.advance(5000);
    assertThat(gauge()).isEqualTo(1);
    backends.clear();
    simulation.advance(5000);
    assertThat(gauge()).isZero();
  }

  @Test
  void gatewayNodesAndThoseThatAreGoneAreNone() {
    for (String address : List.of("gateway.publish", "gateway.beacon", "gateway.client.here")) {
      consumers.put(address, Set.of("here", "there", "gone"));
    }
    simulation.advance(10_000);
    assertThat(gauge()).isZero();
    assertThat(logs.lines()).isEmpty();
  }

  @Test
  void whileTheClusterDoesNotAnswerNothingIsForgotten() {
    consumers.put("gateway.broadcast", Set.of("b"));
    simulation.advance(5000);
    mute = true;
    simulation.advance(5000);
    assertThat(gauge()).isEqualTo(1);
  }

  @Test
  void everyAddressOfTheGatewaysIsLookedAt() {
    assertThat(new BusAddress("gateway").reserved(new Node("here", "pod-a")))
        .containsExactly(
            "gateway.publish",
            "gateway.broadcast",
            "gateway.client",
            "gateway.beacon",
            "gateway.publish.here",
            "gateway.publish.pod-a",
            "gateway.client.here",
            "gateway.relay.here",
            "gateway.control.here");
  }
}
