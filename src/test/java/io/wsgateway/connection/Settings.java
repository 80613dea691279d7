package io.wsgateway.connection;

import io.wsgateway.config.KeepAliveConfig;
import io.wsgateway.config.LimitsConfig;

/** Limits for tests: small where a test wants to reach them, else out of the way. */
public final class Settings {
  public int messageBytes = 65536;
  public int messageFragments = 1024;
  public int messageSeconds = 30;
  public int messagesPerSecond = 1_000_000;
  public int bytesPerSecond = 1 << 30;
  public int controlFramesPerSecond = 100_000;
  public int outboundQueueBytes = 1 << 20;
  public long outboundTotalBytes = 1L << 32;
  public int pingSeconds = 25;
  public int readIdleSeconds = 60;
  public int closeSeconds = 2;

  /** With all others out of the way. */
  public LimitsConfig limits() {
    return new LimitsConfig(
        100_000,
        110_000,
        1000,
        100,
        10_000,
        16384,
        messageBytes,
        messageFragments,
        messageSeconds,
        messagesPerSecond,
        bytesPerSecond,
        controlFramesPerSecond,
        0,
        outboundQueueBytes,
        outboundTotalBytes,
        67108864L,
        16777216L,
        128,
        255,
        1048576);
  }

  /** As they are set. */
  public KeepAliveConfig keepAlive() {
    return new KeepAliveConfig(pingSeconds, readIdleSeconds, closeSeconds);
  }
}
