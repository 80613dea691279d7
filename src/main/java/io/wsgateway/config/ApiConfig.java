package io.wsgateway.config;

import java.util.List;

/** The HTTP API. */
public record ApiConfig(
    @Key(
            value = "The port of the API; another than the management port opens one of its own.",
            derived = "management.port",
            max = 65535)
        int port,
    @Key("The keys that may call the API; without any, it refuses every call.")
        List<ApiKeyConfig> keys) {}
