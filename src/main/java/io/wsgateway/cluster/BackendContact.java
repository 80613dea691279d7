package io.wsgateway.cluster;

import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** What is known of the way to one backend's event bus. Belongs to the loop that looks. */
final class BackendContact {
  private static final long FIRST_PAUSE_NANOS = TimeUnit.SECONDS.toNanos(1);
  private static final long LAST_PAUSE_NANOS = TimeUnit.SECONDS.toNanos(10);

  /** One failed check may be a backend that is just leaving or under load. */
  private static final int CERTAIN = 2;

  private final Node backend;
  private long nextNanos;
  private long pauseNanos = FIRST_PAUSE_NANOS;
  private long troubledNanos;
  private int failures;
  private boolean checking;
  private int pauses;
  private String address = "";
  private @Nullable BusFault fault;

  /**
   * Of a backend that is in the cluster from now on, and is to be checked at once.
   *
   * @param backend its id on the event bus, and its address in the cluster as its name
   */
  BackendContact(Node backend, long now) {
    this.backend = backend;
    this.nextNanos = now;
  }

  /** Its id on the event bus. */
  Node backend() {
    return backend;
  }

  /** Whether it is to be checked now. */
  boolean isDue(long now) {
    return !checking && now - nextNanos >= 0;
  }

  /** Since when it is to be checked; only differences mean something. */
  long dueNanos() {
    return nextNanos;
  }

  /** A check begins; the answer is for {@link #checked}. */
  int check() {
    checking = true;
    return pauses;
  }

  /** This node was paused: what did not come meanwhile is not the backend's fault. */
  void paused(long now) {
    pauses++;
    nextNanos = now;
  }

  /**
   * A check ended.
   *
   * @param begun what {@link #check} returned
   */
  void checked(int begun, BusCheck.Result result, long now) {
    checking = false;
    if (begun != pauses) {
      return;
    }
    if (result.address().isEmpty()) {
      // It has not said yet where its bus is, or nobody who knows it answers.
      nextNanos = now + FIRST_PAUSE_NANOS;
      return;
    }
    address = result.address();
    if (result.failure() == null) {
      failures = 0;
      fault = null;
      pauseNanos = FIRST_PAUSE_NANOS;
      nextNanos = now + LAST_PAUSE_NANOS;
      return;
    }
    if (failures == 0) {
      troubledNanos = now;
    }
    failures = Math.min(failures + 1, CERTAIN);
    fault = BusFault.of(result.failure());
    nextNanos = now + pauseNanos;
    pauseNanos = Math.min(LAST_PAUSE_NANOS, 2 * pauseNanos);
  }

  /** Where its bus should be; empty until that is known. */
  String address() {
    return address;
  }

  /** Whether the last check failed: another backend is to be preferred. */
  boolean isDoubtful() {
    return failures > 0;
  }

  /** Why its bus cannot be reached; null unless that is certain. */
  @Nullable BusFault fault() {
    return failures < CERTAIN ? null : fault;
  }

  /** For how long it could not be reached. */
  long troubledNanos(long now) {
    return now - troubledNanos;
  }
}
