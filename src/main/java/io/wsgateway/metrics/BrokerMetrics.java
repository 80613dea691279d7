package io.wsgateway.metrics;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.concurrent.TimeUnit;

/** Meters of the broker. Thread-safe. */
public final class BrokerMetrics {
  private final Timer publish;
  private final Counter unconfirmed;

  /** Registers the meters. */
  public BrokerMetrics(MeterRegistry registry) {
    publish =
        Timer.builder("gateway.publish")
            .description("From acceptance to acknowledgement of a publication")
            .register(registry);
    unconfirmed =
        Counter.builder("gateway.publish.unconfirmed")
            .description("Replies that said that some node had not confirmed")
            .register(registry);
  }

  /** Counts a reply that says that some node has not confirmed. */
  public void unconfirmed() {
    unconfirmed.increment();
  }

  /** Records that a publication was acknowledged. */
  public void published(long nanos) {
    publish.record(nanos, TimeUnit.NANOSECONDS);
  }
}
