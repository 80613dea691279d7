package io.wsgateway.config;

/** Configures how the gateway finds dead connections and closes them. */
public record KeepAliveConfig(
    @Key(
            value = "How often the gateway pings an idle connection.",
            initial = "25",
            unit = "seconds",
            min = 1,
            max = 3600)
        int pingSeconds,
    @Key(
            value =
                "How long a client may send nothing, not even a pong. After that the gateway closes the connection.",
            initial = "60",
            unit = "seconds",
            min = 2,
            max = 7200)
        int readIdleSeconds,
    @Key(
            value =
                "How long closing a connection may take. After that the gateway closes the TCP connection without waiting for the client's close frame.",
            initial = "5",
            unit = "seconds",
            min = 1,
            max = 300)
        int closeSeconds) {}
