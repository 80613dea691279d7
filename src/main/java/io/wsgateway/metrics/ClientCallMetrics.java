package io.wsgateway.metrics;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;

/** Meters of what backends ask for single clients. Thread-safe. */
public final class ClientCallMetrics {
  /** What is asked. */
  public enum Action {
    /** A message to the client. */
    SEND,
    /** Its end. */
    CLOSE
  }

  /** What became of it. */
  public enum Outcome {
    /** It is with the client's connection. */
    DONE,
    /** There is no such client, or not any more. */
    GONE,
    /** The call is wrong. */
    BAD_REQUEST,
    /** Over {@code limits.messageBytes}. */
    TOO_LARGE,
    /** Too much waits already. */
    BACKLOG,
    /** Not sent: this node or the client's cannot take it now. */
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
                .description("Calls of backends for one client, by what became of them")
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

  /** A call that this node took has come to its end. */
  public void called(Action action, Outcome outcome) {
    Objects.requireNonNull(Objects.requireNonNull(calls.get(action)).get(outcome)).increment();
  }
}
