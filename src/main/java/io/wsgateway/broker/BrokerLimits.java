package io.wsgateway.broker;

/**
 * Limits what the brokers of a node accept. They share one object, which may change. Thread-safe.
 */
public final class BrokerLimits {
  private final int channelBytes;
  private volatile int messageBytes;

  /**
   * Makes the limits.
   *
   * @param messageBytes the maximum data of a publication in bytes, its tags included
   * @param channelBytes the maximum channel name, in bytes of UTF-8
   */
  public BrokerLimits(int messageBytes, int channelBytes) {
    this.messageBytes = messageBytes;
    this.channelBytes = channelBytes;
  }

  /** Sets another maximum of data, for publications from now on. */
  public void limit(int newMessageBytes) {
    messageBytes = newMessageBytes;
  }

  /** The maximum data of a publication in bytes, its tags included. */
  public int messageBytes() {
    return messageBytes;
  }

  /** The maximum channel name, in bytes of UTF-8. */
  public int channelBytes() {
    return channelBytes;
  }
}
