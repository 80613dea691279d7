package io.wsgateway.config;

/** Configures metrics for Prometheus. */
public record MetricsConfig(
    @Key(
            value = "The path of the metrics on the management port.",
            initial = "/metrics",
            pattern = "/[A-Za-z0-9._~/-]{1,255}",
            allowed = "a path such as /metrics")
        String path) {}
