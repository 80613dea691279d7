package io.wsgateway.api;

import java.util.List;

/**
 * Provides the node's state to the probes. Called on the management event loop, which must not be
 * blocked.
 */
public interface NodeHealth {
  /**
   * Conditions that must have held once before clients are accepted: listening, joined, consumers
   * registered. Not checked again after all passed.
   */
  List<Check> startup();

  /**
   * Whether clients should connect here now, once the node is started: not draining, not just
   * resumed after a pause, member running.
   */
  List<Check> readiness();

  /** Whether callers should reconnect, to reach another node. */
  boolean turnsAway();

  /**
   * Conditions, in addition to the event loops, that only a restart can fix: the local cluster
   * member has ended.
   */
  List<Check> liveness();
}
