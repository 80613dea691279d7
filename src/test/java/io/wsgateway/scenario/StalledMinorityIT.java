package io.wsgateway.scenario;

import io.wsgateway.kit.Freeze;
import io.wsgateway.kit.GatewayCluster;
import io.wsgateway.kit.HealthyNodes;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Two nodes of five stop at the same time, with the eviction after 5 s, and go on soon after it.
 * The package faults has it at full length.
 *
 * <p>With the profile {@code faults} only: beside a load of 4, it failed in 2 of 7 runs for the
 * reason that {@code StuckClaimIT} repeats in one process. That is mended, but this test has not
 * been repeated often enough since to trust it on any machine.
 */
@Tag("faults")
final class StalledMinorityIT {
  /** On a busy machine one of four peers is nearly always later than the default. */
  private static final String CONFIG = HealthyNodes.CONFIG + "cluster: {confirmMillis: 1000}\n";

  @Test
  void theirClientsAreToldAndTheOthersMissNothing() throws Exception {
    try (GatewayCluster cluster = GatewayCluster.oldestFirst(5, CONFIG, Freeze.SHORT);
        Freeze freeze =
            Freeze.of(
                HttpClient.newHttpClient(),
                "two",
                cluster.nodes(),
                List.of(cluster.node(2), cluster.node(4)))) {
      freeze.lasting(Duration.ofSeconds(8)).untilEvicted().goOn().holdsThatNobodyMissedSilently();
    }
  }
}
