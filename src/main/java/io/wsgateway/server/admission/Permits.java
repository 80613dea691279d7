package io.wsgateway.server.admission;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a client has taken of the limits. It is given back exactly once: when the client is refused,
 * or when its connection ends.
 */
public final class Permits {
  private @Nullable Runnable overBudget;
  private final List<Runnable> releases = new ArrayList<>(2);

  /** A limit counts the client; this undoes it. */
  void took(Runnable release) {
    releases.add(release);
  }

  /** What follows when the client is closed because it held too much of the node's memory. */
  void whenOverBudget(Runnable action) {
    overBudget = action;
  }

  public void overBudget() {
    if (overBudget != null) {
      overBudget.run();
    }
  }

  /** Gives all back. */
  public void release() {
    releases.forEach(Runnable::run);
    releases.clear();
  }
}
