package io.wsgateway.metrics;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;

/** Meters of the keys that check client tokens. */
public final class TokenMetrics {
  private final Counter unread;

  /** Registers the meters. */
  public TokenMetrics(MeterRegistry registry) {
    unread =
        Counter.builder("gateway.jwks.failures")
            .description("Reads of auth.jwt.jwksUrl that failed")
            .register(registry);
  }

  /** Counts a read of the key set that failed. Any thread may call it. */
  public void keySetUnread() {
    unread.increment();
  }
}
