package io.wsgateway.config;

import org.jspecify.annotations.Nullable;

/** The event bus that backends and nodes share. */
public record EventBusConfig(
    @Key(
            value = "What the addresses begin with.",
            initial = "gateway",
            pattern = "[A-Za-z0-9._-]{1,64}",
            allowed = "1 to 64 letters, digits, '.', '_' or '-'")
        String prefix,
    @Key(
            value = "The address that the other members reach this node at.",
            derived = "cluster.host",
            pattern = "[A-Za-z0-9._:%-]{1,253}",
            allowed = "a host name or an address")
        String host,
    @Key(value = "The port of the event bus; 0: any free one.", initial = "15701", max = 65535)
        int port,
    @Key("Mutual TLS between all members; absent: plain.") @Nullable BusTlsConfig tls) {}
