package io.wsgateway.kit;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** Stops a node for a part of each period, again and again, until it is closed. */
public final class Stutter implements AutoCloseable {
  private final GatewayProcess victim;
  private final AtomicInteger stops = new AtomicInteger();
  private final Background stuttering;

  /**
   * Begins at once.
   *
   * @param stopped how long the node is stopped each time
   * @param running how long it runs in between
   */
  public Stutter(GatewayProcess victim, Duration stopped, Duration running) {
    this.victim = victim;
    stuttering =
        Background.repeat(
            running,
            () -> {
              victim.pause();
              stops.incrementAndGet();
              CompletableFuture.runAsync(
                      () -> {},
                      CompletableFuture.delayedExecutor(stopped.toMillis(), TimeUnit.MILLISECONDS))
                  .join();
              victim.resume();
            });
  }

  /** How often it was stopped so far. */
  public int stops() {
    return stops.get();
  }

  /** The node runs when this returns. */
  @Override
  public void close() {
    try {
      stuttering.close();
    } finally {
      victim.resume();
    }
  }
}
