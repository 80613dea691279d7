package io.wsgateway.config;

/**
 * Limits how fast a node accepts new connections; it rejects the others with 503 and Retry-After.
 */
public record AdmissionConfig(
    @Key(
            value = "How many new connections this node accepts per second.",
            initial = "1000",
            unit = "connections per second",
            min = 1,
            max = 1000000,
            live = true)
        int connectionsPerSecond,
    @Key(
            value = "The event-loop lag above which the node rejects new connections.",
            initial = "200",
            unit = "milliseconds",
            min = 10,
            max = 60000,
            live = true)
        int maxLoopLagMillis) {}
