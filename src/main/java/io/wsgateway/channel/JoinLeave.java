package io.wsgateway.channel;

/** What a channel's subscribers are notified of about each other. */
public enum JoinLeave {
  /** Nothing. */
  NONE,
  /** Each client that subscribes and unsubscribes. */
  CLIENT,
  /** A user's first and last connection. */
  USER
}
