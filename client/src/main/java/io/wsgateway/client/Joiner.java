package io.wsgateway.client;

import io.vertx.core.Future;

/** Tries once to become a member of a cluster that has a gateway; never blocks. */
interface Joiner {
  /** Fails with a {@link GatewayException} when trying again is in vain. */
  Future<Bus> join();
}
