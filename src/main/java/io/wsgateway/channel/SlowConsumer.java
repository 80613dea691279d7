package io.wsgateway.channel;

/** What happens to a subscriber whose outbound queue is full. */
public enum SlowConsumer {
  /** It is closed with a hint to reconnect later. */
  DISCONNECT,
  /** The channel's oldest queued publications are dropped. */
  DROP_OLDEST,
  /** Only the channel's newest publication stays queued. */
  LATEST
}
