package io.wsgateway.cluster;

import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Tracks whether one backend's event bus can be reached. Belongs to the loop that checks. */
final class BackendContact {
  private static final long FIRST_PAUSE_NANOS = TimeUnit.SECONDS.toNanos(1);
  private static final long LAST_PAUSE_NANOS = TimeUnit.SECONDS.toNanos(10);

  /** A single failed check may only mean that the backend is leaving or under load. */
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
   * Begins with a backend that has just joined the cluster and must be checked at once.
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

  /** Whether it must be checked now. */
  boolean isDue(long now) {
    return !checking && now - nextNanos >= 0;
  }

  /** Since when a check is due; only differences between values have a meaning. */
  long dueNanos() {
    return nextNanos;
  }

  /** Notes that a check begins; pass the result to {@link #checked}. */
  int check() {
    checking = true;
    return pauses;
  }

  /**
   * Notes that this node was paused: what did not arrive meanwhile is not held against the backend.
   */
  void paused(long now) {
    pauses++;
    nextNanos = now;
  }

  /**
   * Takes the result of a check.
   *
   * @param begun what {@link #check} returned
   */
  void checked(int begun, BusCheck.Result result, long now) {
    checking = false;
    if (begun != pauses) {
      return;
    }
    if (result.address().isEmpty()) {
      // It has not published its bus address yet, or no member that holds the entry answers.
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

  /** The address of its event bus; empty until that is known. */
  String address() {
    return address;
  }

  /** Whether the last check failed, so that another backend is preferred. */
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
