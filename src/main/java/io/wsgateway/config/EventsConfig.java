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
        int offlineGraceSeconds) {
  /** What the gateway can tell backends about clients. */
  public enum EventKind {
    /** A client connected. */
    CONNECTED,
    /** A client went. */
    DISCONNECTED,
    /** A client subscribed to a channel. */
    SUBSCRIBED,
    /** A client left a channel. */
    UNSUBSCRIBED,
    /** A user's first connection in the cluster. */
    ONLINE,
    /** A user's last connection in the cluster went. */
    OFFLINE,
    /** A node died, or was cut off from the majority. */
    NODE_LOST,
    /** A node that was said to be lost is back, with those of its clients that stayed. */
    NODE_BACK
  }
}
