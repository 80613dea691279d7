package io.wsgateway.config;

/** How dead connections are found and closed. */
public record KeepAliveConfig(
    @Key(
            value = "How often an idle connection is pinged.",
            initial = "25",
            unit = "seconds",
            min = 1,
            max = 3600)
        int pingSeconds,
    @Key(
            value = "A connection that sent nothing, not even a pong, for so long is closed.",
            initial = "60",
            unit = "seconds",
            min = 2,
            max = 7200)
        int readIdleSeconds,
    @Key(
            value = "How long a close may take before the TCP connection is cut.",
            initial = "5",
            unit = "seconds",
            min = 1,
            max = 300)
        int closeSeconds) {}
