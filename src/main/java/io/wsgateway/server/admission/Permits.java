package io.wsgateway.server.admission;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Collects the permits that a client has acquired from limits. They are released exactly once: when
 * the client is refused, or when its connection ends.
 */
public final class Permits {
  private @Nullable Runnable overBudget;
  private final List<Runnable> releases = new ArrayList<>(2);

  /** Adds a permit; {@code release} returns it to its limit. */
  void took(Runnable release) {
    releases.add(release);
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
