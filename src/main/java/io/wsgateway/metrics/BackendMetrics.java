package io.wsgateway.metrics;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;

/** Meters of the event-bus contract with backends. Thread-safe. */
public final class BackendMetrics {
  /** Why a message of a backend was refused. */
  public enum Rejection {
    /** Published to an address to which one must send. */
    PUBLISHED,
    /** Headers or body are wrong. */
    BAD_REQUEST,
    /** A body with an unknown codec. */
    CODEC,
    /** An endpoint or namespace that is not configured. */
    UNKNOWN,
    /** Over {@code limits.messageBytes}. */
    TOO_LARGE,
    /** A queue is full. */
    BACKLOG,
    /** The cluster cannot accept it now. */
    UNAVAILABLE
  }

  /** Why a client got an error instead of a backend's reply. */
  public enum Failure {
    /** The backend failed the message, with a code and a text. */
    REFUSED,
    /** A reply of a type that cannot be sent to a client. */
    TYPE,
    /** A reply over {@code limits.messageBytes}. */
    TOO_LARGE
  }

  private final Map<Failure, Counter> failed = new EnumMap<>(Failure.class);
  private final Map<Rejection, Counter> rejected = new EnumMap<>(Rejection.class);
  private final Counter undelivered;
  private final Counter eventsDropped;

  /** Registers the meters. */
  public BackendMetrics(MeterRegistry registry) {
    for (Rejection reason : Rejection.values()) {
      rejected.put(
          reason,
          Counter.builder("gateway.eventbus.rejected")
              .description("Event-bus messages that were refused")
              .tag("reason", label(reason))
              .register(registry));
    }
    for (Failure reason : Failure.values()) {
      failed.put(
          reason,
          Counter.builder("gateway.backend.failures")
              .description("Client messages that a backend answered with a failure")
              .tag("reason", label(reason))
              .register(registry));
    }
    undelivered =
        Counter.builder("gateway.eventbus.undelivered")
            .description("Messages to backends that none accepted or answered")
            .register(registry);
    eventsDropped =
        Counter.builder("gateway.events.dropped")
            .description("Events that were dropped because too many were in flight")
            .register(registry);
  }

  private static String label(Rejection reason) {
    return switch (reason) {
      case PUBLISHED -> "published";
      case BAD_REQUEST -> "bad_request";
      case CODEC -> "codec";
      case UNKNOWN -> "unknown";
      case TOO_LARGE -> "too_large";
      case BACKLOG -> "backlog";
      case UNAVAILABLE -> "unavailable";
    };
  }

  private static String label(Failure reason) {
    return switch (reason) {
      case REFUSED -> "refused";
      case TYPE -> "type";
      case TOO_LARGE -> "too_large";
    };
  }

  /** Counts an error that a client received instead of a backend's reply. */
  public void failed(Failure reason) {
    Objects.requireNonNull(failed.get(reason)).increment();
  }

  /** Counts a refused message of a backend. */
  public void rejected(Rejection reason) {
    Objects.requireNonNull(rejected.get(reason)).increment();
  }

  /** Counts a message to backends that was not sent, or not answered in time. */
  public void undelivered() {
    undelivered.increment();
  }

  /** Counts an event that was not sent because too many were in flight. */
  public void eventDropped() {
    eventsDropped.increment();
  }
}
