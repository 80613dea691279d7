package io.wsgateway.monitoring;

import java.util.Set;

/** Metrics that the rules and dashboards name and that no node has yet. */
final class NotYet {
  static final Set<String> METRICS =
      Set.of(
          "gateway_drain_remaining",
          "gateway_config_reload_failures_total",
          "gateway_connections_aged_total");

  private NotYet() {}
}
