package io.wsgateway.channel;

/** Selects which clients may subscribe to a channel; each value includes those before it. */
public enum SubscribeAudience {
  /** No client. */
  NOBODY,
  /** A client with a subscription token for the channel. */
  TOKEN,
  /** A client with a user. */
  CLIENT,
  /** Any client. */
  ANONYMOUS
}
