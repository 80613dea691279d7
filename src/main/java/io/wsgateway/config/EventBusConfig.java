package io.wsgateway.config;

import org.jspecify.annotations.Nullable;

/** Configures the event bus that backends and nodes share. */
public record EventBusConfig(
    @Key(
            value = "The prefix of the event-bus addresses.",
            initial = "gateway",
            pattern = "[A-Za-z0-9._-]{1,64}",
            allowed = "1 to 64 letters, digits, '.', '_' or '-'")
        String prefix,
    @Key(
            value = "The address at which the other members reach the event bus of this node.",
            derived = "cluster.host",
            pattern = "[A-Za-z0-9._:%-]{1,253}",
            allowed = "a host name or an address")
        String host,
    @Key(value = "The port of the event bus; 0: any free port.", initial = "15701", max = 65535)
        int port,
    @Key("Mutual TLS between all members; absent: plain text.") @Nullable BusTlsConfig tls) {}
