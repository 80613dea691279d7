package io.wsgateway.support;

import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.wsgateway.kit.Background;
import io.wsgateway.kit.RunDelay;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A client that was there before the attack and echoes all through it, on a thread of its own: an
 * echo that does not come in {@value #PATIENCE_MILLIS} ms ends it, not counting the time in which
 * this process or its event loops had no processor.
 */
public final class Canary implements AutoCloseable {
  private static final int PATIENCE_MILLIS = 1000;

  /** So long a machine may be busy with other things. */
  private static final int TIMEOUT_MILLIS = 10_000;

  private static final int PAUSE_MILLIS = 10;

  private final RawSocket socket;
  private final AtomicLong echoes = new AtomicLong();
  private final Pulse pulse = new Pulse();
  private final RunDelay delay = RunDelay.ofSelf();
  private final Background echoing;

  /** Echoes from now on. */
  public Canary(RawSocket socket) {
    this.socket = socket;
    socket.timeout(TIMEOUT_MILLIS);
    echoing = Background.repeat(Duration.ofMillis(PAUSE_MILLIS), this::echo);
  }

  private void echo() {
    long start = System.nanoTime();
    long missed = pulse.missedNanos();
    long[] moment = delay.now();
    if (!socket.echoes("still here")) {
      throw new IllegalStateException("another text came");
    }
    long starved = pulse.missedNanos() - missed + delay.nanosSince(moment);
    long took = System.nanoTime() - start - starved;
    if (took > MILLISECONDS.toNanos(PATIENCE_MILLIS)) {
      throw new IllegalStateException("an echo took " + took + " ns");
    }
    echoes.incrementAndGet();
  }

  /** Fails unless it sends something from now on, and gets it back. */
  public void assertSings() {
    long before = echoes.get();
    await()
        .pollDelay(Duration.ZERO)
        .pollInterval(Duration.ofMillis(PAUSE_MILLIS))
        .failFast("the canary is silent", () -> !echoing.isAlive())
        .untilAsserted(
            () -> assertThat(echoes.get()).as("echoes of the canary").isGreaterThan(before + 1));
  }

  /** Fails with what has silenced it, if anything has. */
  @Override
  public void close() {
    try {
      echoing.close();
    } finally {
      pulse.close();
      socket.close();
    }
  }
}
