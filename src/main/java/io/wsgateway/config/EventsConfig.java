package io.wsgateway.config;

import java.util.List;

/** What backends are told about clients. */
public record EventsConfig(
    @Key("The events that are sent.") List<EventKind> send,
    @Key(
            value = "How long after a user's last connection it counts as offline.",
            initial = "5",
            unit = "seconds",
            max = 300)
        int offlineGraceSeconds) {}
