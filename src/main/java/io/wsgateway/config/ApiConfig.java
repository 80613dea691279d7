package io.wsgateway.config;

import java.util.List;

/** Configures the HTTP API. */
public record ApiConfig(
    @Key(
            value =
                "The port of the API. If it differs from the management port, the API gets a listener of its own.",
            derived = "management.port",
            max = 65535)
        int port,
    @Key(
            value = "The keys that may call the API. Without any, the API rejects every call.",
            live = true)
        List<ApiKeyConfig> keys) {}
