package io.wsgateway.connection;

import io.wsgateway.config.KeepAliveConfig;
import io.wsgateway.config.LimitsConfig;

/** Limits for tests: small where a test wants to reach them, else out of the way. */
final class Settings {
  int messageBytes = 65536;
  int messageFragments = 1024;
  int messageSeconds = 30;
  int messagesPerSecond = 1_000_000;
  int bytesPerSecond = 1 << 30;
  int controlFramesPerSecond = 100_000;
  int outboundQueueBytes = 1 << 20;
  long outboundTotalBytes = 1L << 32;
  int pingSeconds = 25;
  int readIdleSeconds = 60;
  int closeSeconds = 2;

  LimitsConfig limits() {
    return new LimitsConfig(
        100_000,
        110_000,
        1000,
        100,
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

  KeepAliveConfig keepAlive() {
    return new KeepAliveConfig(pingSeconds, readIdleSeconds, closeSeconds);
  }
}
