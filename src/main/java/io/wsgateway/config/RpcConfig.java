package io.wsgateway.config;

import java.util.List;

/** Configures calls from clients to backends. */
public record RpcConfig(
    @Key(
            value = "The methods that clients may call.",
            pattern = "[A-Za-z0-9._-]{1,64}",
            allowed = "1 to 64 letters, digits, '.', '_' or '-'")
        List<String> methods,
    @Key(value = "How long a call may take.", initial = "10", unit = "seconds", min = 1, max = 300)
        int timeoutSeconds) {}
