package io.wsgateway.metrics;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.concurrent.TimeUnit;

/** Meters of the synthetic probe between nodes. Thread-safe. */
public final class ProbeMetrics {
  private final Timer answers;
  private final Counter lost;

  /** Registers the meters. */
  public ProbeMetrics(MeterRegistry registry) {
    answers =
        Timer.builder("gateway.probe")
            .description("From a probe of this node to another node's answer")
            .register(registry);
    lost =
        Counter.builder("gateway.probe.lost")
            .description("Answers to this node's probes that did not arrive in time")
            .register(registry);
  }

  /** Records the time after which a node answered. */
  public void answered(long nanos) {
    answers.record(nanos, TimeUnit.NANOSECONDS);
  }

  /** Counts a probe that a node did not answer. */
  public void lost() {
    lost.increment();
  }
}
