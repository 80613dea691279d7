package io.wsgateway.metrics;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/** Meters of the calls to one hook. Thread-safe. */
public final class HookMetrics {
  /** The hooks. */
  public enum Hook {
    /** Messages of clients. */
    INBOUND,
    /** Decisions about who may connect. */
    CONNECT,
    /** Events. */
    EVENTS
  }

  /** How a call ended. */
  public enum Outcome {
    /** A status 2xx. */
    OK,
    /** A status 4xx, except 408 and 429. */
    REFUSED,
    /** A status 5xx, except those of {@link #UNREACHABLE}; 408 and 429. */
    FAILED,
    /** Too long, a redirect, or not HTTP. */
    INVALID,
    /** Not answered in time. */
    TIMEOUT,
    /** No connection, or it ended before the answer; the same for 502, 503 and 504 of a proxy. */
    UNREACHABLE,
    /** Not called, because the calls before failed. */
    OPEN,
    /** Not called, because too many others wait. */
    BUSY
  }

  private final MeterRegistry registry;
  private final String hook;
  private final Map<Outcome, Counter> requests = new EnumMap<>(Outcome.class);
  private final Timer seconds;

  /** Registers the meters of a hook. */
  public HookMetrics(MeterRegistry registry, Hook hook) {
    this.registry = registry;
    this.hook = label(hook);
    for (Outcome outcome : Outcome.values()) {
      requests.put(
          outcome,
          Counter.builder("gateway.hooks.requests")
              .description("Calls to webhooks by how they ended")
              .tag("hook", this.hook)
              .tag("outcome", label(outcome))
              .register(registry));
    }
    seconds =
        Timer.builder("gateway.hooks")
            .description("How long calls to webhooks took that were answered")
            .tag("hook", this.hook)
            .register(registry);
  }

  /** Registers the gauges; both are asked on any thread. */
  public void observe(LongSupplier inFlight, LongSupplier open) {
    gauge("gateway.hooks.in.flight", "Calls to webhooks in flight", inFlight);
    gauge("gateway.hooks.open", "1 while a webhook is not called because calls failed", open);
  }

  private void gauge(String name, String description, LongSupplier value) {
    Gauge.builder(name, value::getAsLong)
        .description(description)
        .tag("hook", hook)
        .register(registry);
  }

  /** Counts a call. */
  public void ended(Outcome outcome) {
    Objects.requireNonNull(requests.get(outcome)).increment();
  }

  /** Records how long an answered call took. */
  public void answered(long nanos) {
    seconds.record(nanos, TimeUnit.NANOSECONDS);
  }

  /** The name of a hook in metrics and logs. */
  public static String label(Hook hook) {
    return switch (hook) {
      case INBOUND -> "inbound";
      case CONNECT -> "connect";
      case EVENTS -> "events";
    };
  }

  /** The name of an outcome in metrics and logs. */
  public static String label(Outcome outcome) {
    return switch (outcome) {
      case OK -> "ok";
      case REFUSED -> "refused";
      case FAILED -> "failed";
      case INVALID -> "invalid";
      case TIMEOUT -> "timeout";
      case UNREACHABLE -> "unreachable";
      case OPEN -> "open";
      case BUSY -> "busy";
    };
  }
}
