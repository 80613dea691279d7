package io.wsgateway.config;

/** How a node is emptied before it stops. */
public record DrainConfig(
    @Key(
            value =
                "How long upgrades are still taken after readiness went off, for balancers that lag.",
            initial = "0",
            unit = "seconds",
            max = 600)
        int acceptSeconds,
    @Key(
            value = "The time over which the connections are closed.",
            initial = "20",
            unit = "seconds",
            max = 3600)
        int windowSeconds,
    @Key(
            value = "The age at which a connection is asked to come back elsewhere; 0: never.",
            initial = "0",
            unit = "seconds",
            max = 604800)
        int maxConnectionAgeSeconds) {}
