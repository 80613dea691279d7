package io.wsgateway.server;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The places that a client takes in the limits. They are given back exactly once: when it is
 * refused, or when its connection ends.
 */
final class Places {
  private @Nullable Runnable overBudget;
  private final List<Runnable> releases = new ArrayList<>(2);

  /** A place was taken; this gives it back. */
  void took(Runnable release) {
    releases.add(release);
  }

  /** What follows when the client is closed because it held too much of the node's memory. */
  void whenOverBudget(Runnable action) {
    overBudget = action;
  }

  void overBudget() {
    if (overBudget != null) {
      overBudget.run();
    }
  }

  /** Gives all back. */
  void release() {
    releases.forEach(Runnable::run);
    releases.clear();
  }
}
