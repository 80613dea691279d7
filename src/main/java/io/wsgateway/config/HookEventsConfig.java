package io.wsgateway.config;

import org.jspecify.annotations.Nullable;

/** Configures the HTTP calls with events. */
public record HookEventsConfig(
    @Key(
            value =
                "Where the gateway posts the events of events.send, as JSON arrays; absent: nowhere.",
            pattern = "https?://.+",
            allowed = "an http or https URL")
        @Nullable String url,
    @Key(
            value =
                "The memory for events that the backend has not taken yet. At this limit the oldest are dropped and counted.",
            initial = "16777216",
            unit = "bytes",
            min = 65536,
            max = 1073741824)
        int queueBytes) {}
