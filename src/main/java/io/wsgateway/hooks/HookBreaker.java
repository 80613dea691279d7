package io.wsgateway.hooks;

import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreaker.State;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig.SlidingWindowType;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Stops the calls of a node to a hook for a while after at least half of the calls of the last ten
 * seconds, and at least ten, found the backend down: then no client waits for the time-out. A rate,
 * not a number, so that a few failures among many calls stop nothing. Thread-safe.
 */
final class HookBreaker {
  private static final int WINDOW_SECONDS = 10;
  private static final int LEAST_CALLS = 10;
  private static final int PERCENT = 50;
  private static final int TRIALS = 3;

  /** How long nothing is called before a few calls try again. */
  static final Duration PAUSE = Duration.ofSeconds(2);

  private final CircuitBreaker breaker;

  /**
   * Makes a closed one.
   *
   * @param changed receives whether it is open, when that changes; any thread
   */
  HookBreaker(Duration pause, Consumer<Boolean> changed) {
    breaker =
        CircuitBreaker.of(
            "hook",
            CircuitBreakerConfig.custom()
                .slidingWindow(WINDOW_SECONDS, LEAST_CALLS, SlidingWindowType.TIME_BASED)
                .failureRateThreshold(PERCENT)
                .permittedNumberOfCallsInHalfOpenState(TRIALS)
                .waitDurationInOpenState(pause)
                .writableStackTraceEnabled(false)
                .build());
    breaker
        .getEventPublisher()
        .onStateTransition(
            event -> {
              State to = event.getStateTransition().getToState();
              State from = event.getStateTransition().getFromState();
              if (to == State.CLOSED) {
                changed.accept(false);
              } else if (from == State.CLOSED) {
                changed.accept(true);
              }
            });
  }

  /** Whether a call may be made; then one of the others must be called when it ends. */
  boolean mayCall() {
    return breaker.tryAcquirePermission();
  }

  /** A call found the backend up. */
  void up(long nanos) {
    breaker.onSuccess(nanos, TimeUnit.NANOSECONDS);
  }

  /** A call found the backend down. */
  void down(long nanos, Throwable why) {
    breaker.onError(nanos, TimeUnit.NANOSECONDS, why);
  }

  /** A call ended without finding out. */
  void unknown() {
    breaker.releasePermission();
  }

  /** Whether calls are stopped, or only tried. */
  boolean isOpen() {
    return breaker.getState() != State.CLOSED;
  }
}
