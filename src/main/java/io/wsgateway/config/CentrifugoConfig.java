package io.wsgateway.config;

/** The Centrifugo client protocol. */
public record CentrifugoConfig(
    @Key(value = "Whether it is served; until it is there, the path answers 404.", initial = "true")
        boolean enabled,
    @Key(
            value = "Its path.",
            initial = "/connection/websocket",
            pattern = "/[A-Za-z0-9._~/-]{0,255}",
            allowed = "a path such as /connection/websocket")
        String path,
    @Key(
            value = "How often clients are pinged.",
            initial = "25",
            unit = "seconds",
            min = 1,
            max = 3600)
        int pingSeconds,
    @Key(value = "How long a pong may take.", initial = "8", unit = "seconds", min = 1, max = 3600)
        int pongSeconds) {}
