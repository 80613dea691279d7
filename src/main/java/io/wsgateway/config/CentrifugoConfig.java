package io.wsgateway.config;

/** Configures the Centrifugo client protocol, which is not supported yet. */
public record CentrifugoConfig(
    @Key(
            value =
                "Whether the gateway serves the Centrifugo client protocol. It is not supported yet, so this has no effect: /connection/websocket returns 404.",
            initial = "true")
        boolean enabled,
    @Key(
            value = "The path of the Centrifugo client protocol.",
            initial = "/connection/websocket",
            pattern = "/[A-Za-z0-9._~/-]{0,255}",
            allowed = "a path such as /connection/websocket")
        String path,
    @Key(
            value = "How often the gateway pings clients.",
            initial = "25",
            unit = "seconds",
            min = 1,
            max = 3600)
        int pingSeconds,
    @Key(
            value = "How long the gateway waits for a pong.",
            initial = "8",
            unit = "seconds",
            min = 1,
            max = 3600)
        int pongSeconds) {}
