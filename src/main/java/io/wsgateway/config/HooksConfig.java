package io.wsgateway.config;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Configures the HTTP calls to backends that are not on the event bus. */
public record HooksConfig(
    @Key("The messages of clients, from endpoints with onMessage: forward.")
        HookInboundConfig inbound,
    @Key("The decisions about who may connect.") HookConnectConfig connect,
    @Key("The events of events.send.") HookEventsConfig events,
    @Key(
            value =
                "The secret that signs the calls, or file:PATH; required with any URL of a hook. `openssl rand -base64 32` makes one.",
            allowed = "24 to 64 bytes in base64, with whsec_ before them or without")
        @Nullable Secret secret,
    @Key(
            value =
                "How long a call may take, from the client's message to the end of the backend's answer. connect takes 3400 at most, because its clients wait for it.",
            initial = "3000",
            unit = "milliseconds",
            min = 10,
            max = 60000)
        int timeoutMillis,
    @Key(
            value =
                "How many calls of one hook may be in flight from this node, shared equally by its event loops, with at least one each. Others wait, within timeoutMillis. Events have one call in flight.",
            initial = "64",
            min = 1,
            max = 1024)
        int maxInFlight,
    @Key(
            value =
                "The headers of a client's handshake or request that inbound and connect pass on, such as Cookie or User-Agent.",
            pattern = "[A-Za-z0-9-]{1,64}",
            allowed = "the name of a header")
        List<String> clientHeaders) {}
