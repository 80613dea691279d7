package io.wsgateway.server.admission;

import io.vertx.core.Future;

/**
 * A check before an upgrade that may take its time, for instance because it has to ask another
 * server.
 */
public interface UpgradeCheck {
  /**
   * Checks an upgrade that has passed everything that takes no time. Called on its event loop; any
   * thread may complete the outcome, and only the first one counts. A check that fails is an
   * internal error and refuses the upgrade. The client may be gone when the outcome comes.
   */
  Future<HandshakeOutcome> check(UpgradeRequest upgrade);
}
