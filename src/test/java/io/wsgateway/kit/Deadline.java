package io.wsgateway.kit;

import java.time.Duration;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;
import org.awaitility.core.ThrowingRunnable;

/** By when all of several things must hold: what is late does not give the next one more time. */
final class Deadline {
  /** So long a look may take, after it as well. */
  private static final Duration LOOK = Duration.ofSeconds(2);

  private final long nanos;

  private Deadline(long nanos) {
    this.nanos = nanos;
  }

  static Deadline in(Duration time) {
    return new Deadline(System.nanoTime() + time.toNanos());
  }

  /** Waits until an assertion holds; fails at the deadline as it did. */
  void holds(ThrowingRunnable assertion) {
    Duration left = Duration.ofNanos(nanos - System.nanoTime());
    try {
      Awaitility.await().atMost(left.compareTo(LOOK) > 0 ? left : LOOK).untilAsserted(assertion);
    } catch (ConditionTimeoutException late) {
      // Soft assertions collect no other kind.
      throw new AssertionError(late.getMessage(), late);
    }
  }
}
