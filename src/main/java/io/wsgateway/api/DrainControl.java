package io.wsgateway.api;

import io.vertx.core.Future;

/** Drains the node for the API. Called on the API's event loop. Calls fail with ApiFailure. */
public interface DrainControl {
  /**
   * How far a drain is.
   *
   * @param draining whether the node is draining, or has drained
   * @param drained whether it has drained: what it could close is closed
   * @param remaining how many connections it has
   */
  record Status(boolean draining, boolean drained, int remaining) {}

  /** Begins to drain, unless the node does so already. */
  Future<Status> drain();

  /** Ends a drain, whether it is still running or not; completes when it is in effect. */
  Future<Status> undrain();

  /** Changes nothing. */
  Future<Status> status();
}
