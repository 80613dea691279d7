package io.wsgateway.server;

import java.util.ArrayList;
import java.util.List;

/**
 * The places that a client takes in the limits. They are given back exactly once: when it is
 * refused, or when its connection ends.
 */
final class Places {
  private final List<Runnable> releases = new ArrayList<>(2);

  /** A place was taken; this gives it back. */
  void took(Runnable release) {
    releases.add(release);
  }

  /** Gives all back. */
  void release() {
    releases.forEach(Runnable::run);
    releases.clear();
  }
}
