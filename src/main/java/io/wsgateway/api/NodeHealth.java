package io.wsgateway.api;

import java.util.List;

/**
 * What the node knows about itself, asked by the probes. Called on the management event loop, which
 * must not be blocked.
 */
public interface NodeHealth {
  /**
   * What must have come true once before clients are taken: listening, joined, consumers
   * registered. Not asked again after all passed.
   */
  List<Check> startup();

  /**
   * Whether clients should come here now, beyond being started: not draining, not just woken,
   * member running.
   */
  List<Check> readiness();

  /** Whether callers should come back on another connection, which reaches another node. */
  boolean turnsAway();

  /** What only a restart can mend, beyond silent event loops: the local cluster member is dead. */
  List<Check> liveness();
}
