package io.wsgateway.channel;

/** What a channel's subscribers are told about each other. */
public enum JoinLeave {
  /** Nothing. */
  NONE,
  /** Each client that comes and goes. */
  CLIENT,
  /** A user's first and last connection. */
  USER
}
