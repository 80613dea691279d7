package io.wsgateway.api;

import io.vertx.core.Context;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;

/**
 * Detects event loops that are stuck. Every registered loop stores a time stamp each second; a loop
 * with an old stamp is stuck in a task. A loop is watched until its context closes.
 *
 * <p>Thread-safe: loops write their own stamp, the probe reads all.
 */
public final class LoopHeartbeats {
  private static final long BEAT_MILLIS = 1000;
  private static final Duration SILENCE = Duration.ofSeconds(30);

  private final LongSupplier nanoTime;
  private final Map<Context, Beat> beats = new ConcurrentHashMap<>();

  /** With the system's monotonic clock. */
  public LoopHeartbeats() {
    this(System::nanoTime);
  }

  /**
   * With another clock.
   *
   * @param nanoTime as {@link System#nanoTime}; read on every watched loop and by the probe
   */
  public LoopHeartbeats(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
  }

  /** Watches the event loop of a context from now on. A second call changes nothing. */
  public void register(Context context) {
    Beat beat = new Beat(nanoTime.getAsLong());
    if (beats.putIfAbsent(context, beat) == null) {
      // On the context, so that the timer runs on its loop and not on the caller's.
      context.runOnContext(v -> beat.start(context));
    }
  }

  /** Whether every watched loop has moved in the last 30 seconds. */
  Check check() {
    long now = nanoTime.getAsLong();
    long silent = beats.values().stream().filter(b -> now - b.last >= SILENCE.toNanos()).count();
    return Check.of(
        "eventLoops",
        silent == 0,
        silent
            + " of "
            + beats.size()
            + " event loops have not moved for "
            + SILENCE.toSeconds()
            + " s");
  }

  private final class Beat {
    private volatile long last;

    Beat(long now) {
      this.last = now;
    }

    void start(Context context) {
      context.owner().setPeriodic(BEAT_MILLIS, id -> last = nanoTime.getAsLong());
    }
  }
}
