package io.wsgateway.app;

import io.micrometer.core.instrument.MeterRegistry;
import io.wsgateway.metrics.BusReachMetrics;
import io.wsgateway.metrics.ClusterMetrics;
import io.wsgateway.metrics.ProbeMetrics;

/**
 * The meters that only a node of a cluster moves. Every node has them, so that a query or an alert
 * finds each series from the start. Thread-safe.
 *
 * @param cluster of membership and heartbeats
 * @param backends of the checks of backends' event buses
 * @param probe of the synthetic publications
 */
record ClusterMeters(ClusterMetrics cluster, BusReachMetrics backends, ProbeMetrics probe) {
  /** Registers them; once per registry. */
  static ClusterMeters register(MeterRegistry registry) {
    return new ClusterMeters(
        new ClusterMetrics(registry), new BusReachMetrics(registry), new ProbeMetrics(registry));
  }
}
