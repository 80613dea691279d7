package io.wsgateway.config;

import org.jspecify.annotations.Nullable;

/** Configures the management port. */
public record ManagementConfig(
    @Key(
            value = "The address to listen on.",
            initial = "0.0.0.0",
            pattern = "[A-Za-z0-9._:%-]{1,253}",
            allowed = "a host name or an address")
        String host,
    @Key(value = "The port to listen on; 0: any free port.", initial = "8081", max = 65535)
        int port,
    @Key("TLS on this port; absent: plain text.") @Nullable TlsConfig tls) {}
