package io.wsgateway.config;

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
  /** A node died. */
  NODE_LOST
}
