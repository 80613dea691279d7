package io.wsgateway.app;

import io.wsgateway.api.Check;
import io.wsgateway.api.NodeHealth;
import java.util.List;

/**
 * Where a node stands in its life, as the probes see it. Written by the app, read by any thread.
 */
final class NodeState implements NodeHealth {
  private volatile boolean listening;
  private volatile boolean draining;

  void listen() {
    listening = true;
  }

  void drain() {
    draining = true;
  }

  boolean isDraining() {
    return draining;
  }

  @Override
  public List<Check> startup() {
    return List.of(Check.of("listening", listening, "the public port is not open yet"));
  }

  @Override
  public List<Check> readiness() {
    return List.of(Check.of("draining", !draining, "the node is being emptied"));
  }

  @Override
  public List<Check> liveness() {
    return List.of();
  }
}
