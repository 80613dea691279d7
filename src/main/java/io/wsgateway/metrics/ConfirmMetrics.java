package io.wsgateway.metrics;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/** Meters of other nodes' confirmations and how long they take. Thread-safe. */
public final class ConfirmMetrics {
  private static final double NANOS_PER_SECOND = TimeUnit.SECONDS.toNanos(1);

  /** How a wait for one node ended. */
  public enum Outcome {
    /** The node confirmed in time. */
    CONFIRMED("confirmed"),
    /** The node had announced that it leaves. */
    LEFT("left"),
    /** The wait expired. */
    LATE("late"),
    /** The node was late already, so nothing waited for it. */
    LEFT_OUT("left_out"),
    /** The envelope could not be sent, or the node disappeared. */
    FAILED("failed"),
    /** The node is a member, but there is no two-way contact yet. */
    UNLINKED("unlinked");

    private final String label;

    Outcome(String label) {
      this.label = label;
    }

    /** The label's value. */
    public String label() {
      return label;
    }

    /** Whether a reply counts the node as one that did not confirm. */
    public boolean isUnconfirmed() {
      return this != CONFIRMED && this != LEFT;
    }
  }

  private final Map<Outcome, Counter> waits = new EnumMap<>(Outcome.class);
  private final AtomicLong slowestNanos = new AtomicLong();
  private final Timer confirm;

  /** Registers the meters. */
  public ConfirmMetrics(MeterRegistry registry) {
    for (Outcome outcome : Outcome.values()) {
      waits.put(
          outcome,
          Counter.builder("gateway.confirm.waits")
              .description("Waits for a node to confirm publications, by how they ended")
              .tag("outcome", outcome.label())
              .register(registry));
    }
    confirm =
        Timer.builder("gateway.confirm")
            .description("How long nodes took to confirm publications, late ones included")
            .register(registry);
    Gauge.builder("gateway.confirm.slowest", slowestNanos, n -> n.get() / NANOS_PER_SECOND)
        .baseUnit("seconds")
        .description("For how long the slowest node has owed a confirmation")
        .register(registry);
  }

  /** Records that a wait for one node ended. */
  public void ended(Outcome outcome) {
    Objects.requireNonNull(waits.get(outcome)).increment();
  }

  /** Records that a node confirmed. */
  public void confirmed(long nanos) {
    confirm.record(nanos, TimeUnit.NANOSECONDS);
  }

  /** Sets for how long the slowest node has owed a confirmation; 0 if none does. */
  public void slowest(long nanos) {
    slowestNanos.set(nanos);
  }
}
