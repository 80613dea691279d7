package io.wsgateway.client;

import io.vertx.core.Future;

/** Tries once to join a cluster that has a gateway; never blocks. */
interface Joiner {
  /** Fails with a {@link GatewayException} when trying again would not help. */
  Future<Bus> join();
}
