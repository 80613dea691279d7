package io.wsgateway.config;

import java.util.List;

/** Configures which events about clients the gateway sends to backends. */
public record EventsConfig(
    @Key("The events that the gateway sends to backends.") List<EventKind> send,
    @Key(
            value =
                "How long after the end of a user's last connection the user counts as offline.",
            initial = "5",
            unit = "seconds",
            max = 300)
        int offlineGraceSeconds) {
  /** The events that the gateway can send to backends. */
  public enum EventKind {
    /** A client connected. */
    CONNECTED,
    /** A client disconnected. */
    DISCONNECTED,
    /** A client subscribed to a channel. */
    SUBSCRIBED,
    /** A client left a channel. */
    UNSUBSCRIBED,
    /** A user's first connection in the cluster opened. */
    ONLINE,
    /** A user's last connection in the cluster ended. */
    OFFLINE,
    /** A node stopped unexpectedly, or lost contact with the majority. */
    NODE_LOST,
    /** A node reported as lost is reachable again, with the clients that stayed connected to it. */
    NODE_BACK
  }
}
