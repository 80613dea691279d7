package io.wsgateway.config;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Publishes the configuration that a running node uses. Reading it is one volatile read. Parts that
 * keep something derived from it follow the changes. Thread-safe.
 */
public final class CurrentConfig implements Supplier<GatewayConfig> {
  private final List<Consumer<GatewayConfig>> followers = new ArrayList<>();
  private volatile GatewayConfig now;

  /** Makes it with the configuration that the node starts with. */
  public CurrentConfig(GatewayConfig initial) {
    now = initial;
  }

  @Override
  public GatewayConfig get() {
    return now;
  }

  /**
   * Calls the follower with the present configuration now, and with each later one on the thread
   * that replaces it. The follower must not block.
   */
  public synchronized void follow(Consumer<GatewayConfig> follower) {
    followers.add(follower);
    follower.accept(now);
  }

  /** Replaces the configuration; returns when all followers have been called. */
  public synchronized void replace(GatewayConfig next) {
    now = next;
    followers.forEach(follower -> follower.accept(next));
  }
}
