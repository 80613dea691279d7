package io.wsgateway.channel;

/** What happens to a subscriber whose outbound queue is full. */
public enum SlowConsumer {
  /** It is closed and told to come back later. */
  DISCONNECT,
  /** The channel's oldest waiting publications are dropped. */
  DROP_OLDEST,
  /** Only the channel's newest publication is kept waiting. */
  LATEST
}
