package io.wsgateway.server.admission;

import io.vertx.core.Future;

/** Checks an upgrade asynchronously, for instance by asking another server. */
public interface UpgradeCheck {
  /**
   * Checks an upgrade that has passed all synchronous checks. Called on its event loop; any thread
   * may complete the outcome, and only the first one counts. A check that fails is an internal
   * error and refuses the upgrade. The client may have disconnected by then.
   */
  Future<HandshakeOutcome> check(UpgradeRequest upgrade);
}
