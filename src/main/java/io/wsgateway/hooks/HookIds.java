package io.wsgateway.hooks;

import java.util.concurrent.ThreadLocalRandom;

/** Draws the ids of messages to hooks. Thread-safe. */
public final class HookIds {
  private HookIds() {}

  /** Returns an id that was not used before: 128 random bits. It is no secret. */
  public static String next() {
    ThreadLocalRandom random = ThreadLocalRandom.current();
    return "msg_%016x%016x".formatted(random.nextLong(), random.nextLong());
  }
}
