package io.wsgateway.metrics;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;

/** Meters of backends' calls for single clients. Thread-safe. */
public final class ClientCallMetrics {
  /** The kind of call. */
  public enum Action {
    /** A message to the client. */
    SEND,
    /** A close of the client's connection. */
    CLOSE
  }

  /** The outcome of a call. */
  public enum Outcome {
    /** It was handed to the client's connection. */
    DONE,
    /** There is no such client (any more). */
    GONE,
    /** The call is wrong. */
    BAD_REQUEST,
    /** Over {@code limits.messageBytes}. */
    TOO_LARGE,
    /** Too many calls are in flight. */
    BACKLOG,
    /** Not sent: this node or the client's cannot accept it now. */
    UNAVAILABLE,
    /** The client's node did not answer in time. */
    TIMEOUT
  }

  private final Map<Action, Map<Outcome, Counter>> calls = new EnumMap<>(Action.class);

  /** Registers the meters. */
  public ClientCallMetrics(MeterRegistry registry) {
    for (Action action : Action.values()) {
      Map<Outcome, Counter> outcomes = new EnumMap<>(Outcome.class);
      for (Outcome outcome : Outcome.values()) {
        outcomes.put(
            outcome,
            Counter.builder("gateway.client.calls")
                .description("Calls of backends for one client, by outcome")
                .tag("action", label(action))
                .tag("outcome", label(outcome))
                .register(registry));
      }
      calls.put(action, outcomes);
    }
  }

  private static String label(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }

  /** Counts a call that this node accepted and that has ended. */
  public void called(Action action, Outcome outcome) {
    Objects.requireNonNull(Objects.requireNonNull(calls.get(action)).get(outcome)).increment();
  }
}
