package io.wsgateway.channel;

/** Selects which clients may do something in a channel; each value includes those before it. */
public enum Audience {
  /** No client. */
  NOBODY,
  /** A client that is subscribed to the channel. */
  SUBSCRIBER,
  /** A client with a user. */
  CLIENT,
  /** Any client. */
  ANONYMOUS
}
