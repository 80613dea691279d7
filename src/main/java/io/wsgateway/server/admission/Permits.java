package io.wsgateway.server.admission;

import io.wsgateway.limit.CappedCount;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Collects the permits that a client has acquired from limits. They are released exactly once: when
 * the client is refused, or when its connection ends. Those of a trial only look whether there is a
 * permit: a question must not take the place of a client.
 */
public final class Permits {
  private final boolean trial;
  private @Nullable Runnable overBudget;
  private final List<Runnable> releases = new ArrayList<>(2);

  private Permits(boolean trial) {
    this.trial = trial;
  }

  static Permits ofClient() {
    return new Permits(false);
  }

  static Permits ofTrial() {
    return new Permits(true);
  }

  /** Takes one permit; returns false if there is none. */
  boolean take(CappedCount count) {
    if (trial) {
      return count.get() < count.cap();
    }
    return count.tryAcquire() && took(count::release);
  }

  /** Takes one permit of a key; returns false if there is none. */
  boolean take(CappedCounts counts, String key) {
    if (trial) {
      return counts.hasRoom(key);
    }
    return counts.tryAcquire(key) && took(() -> counts.release(key));
  }

  /** Takes one permit of a rate, which is not returned; returns false if there is none. */
  boolean take(AdmissionRate rate) {
    return trial ? rate.hasRoom() : rate.tryTake();
  }

  private boolean took(Runnable release) {
    releases.add(release);
    return true;
  }

  /**
   * Sets the action to run when the client is closed because it held too much of the node's memory.
   */
  void whenOverBudget(Runnable action) {
    overBudget = action;
  }

  public void overBudget() {
    if (overBudget != null) {
      overBudget.run();
    }
  }

  /** Releases all permits. */
  public void release() {
    releases.forEach(Runnable::run);
    releases.clear();
  }
}
