package io.wsgateway.client;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Chooses the gateway node that publications go to: always the same one while it is present and
 * answers, because that keeps them in order. Backends that start at the same time choose different
 * ones. Belongs to the worker.
 */
final class Nodes {
  private static final long AVOIDED_NANOS = TimeUnit.SECONDS.toNanos(2);

  private final LongSupplier nanoTime;
  private final Random random;
  private final Map<String, Long> avoidedSince = new HashMap<>();
  private List<GatewayNode> nodes = List.of();
  private @Nullable GatewayNode current;

  Nodes(LongSupplier nanoTime, Random random) {
    this.nanoTime = nanoTime;
    this.random = random;
  }

  /** Sets the present nodes. */
  void are(List<GatewayNode> now) {
    nodes = now;
    avoidedSince.keySet().removeIf(id -> now.stream().noneMatch(node -> node.id().equals(id)));
  }

  List<GatewayNode> all() {
    return nodes;
  }

  /**
   * Notes that a node does not answer, or accepts no calls: another one is preferred for 2 seconds.
   */
  void avoid(String id) {
    avoidedSince.put(id, nanoTime.getAsLong());
  }

  /** The node for the next publication; null if there is none. */
  @Nullable GatewayNode current() {
    GatewayNode now = current;
    if (now == null || !nodes.contains(now) || isAvoided(now)) {
      current = next();
    }
    return current;
  }

  private @Nullable GatewayNode next() {
    GatewayNode good = any(node -> !isAvoided(node));
    return good == null ? any(node -> true) : good;
  }

  private @Nullable GatewayNode any(Predicate<GatewayNode> wanted) {
    List<GatewayNode> candidates = nodes.stream().filter(wanted).toList();
    return candidates.isEmpty() ? null : candidates.get(random.nextInt(candidates.size()));
  }

  private boolean isAvoided(GatewayNode node) {
    Long since = avoidedSince.get(node.id());
    return since != null && nanoTime.getAsLong() - since < AVOIDED_NANOS;
  }
}
