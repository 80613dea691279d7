package io.wsgateway.config;

/** How fast new connections are let in; the others get 503 with Retry-After. */
public record AdmissionConfig(
    @Key(
            value = "New connections of this node.",
            initial = "1000",
            unit = "connections per second",
            min = 1,
            max = 1000000)
        int connectionsPerSecond,
    @Key(
            value = "Event-loop lag above which none are let in.",
            initial = "200",
            unit = "milliseconds",
            min = 10,
            max = 60000)
        int maxLoopLagMillis) {}
