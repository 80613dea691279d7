package io.wsgateway.app;

import io.vertx.core.Future;
import java.util.List;

/** A public port of stubs: refusing upgrades takes as long as the test says. */
record StubPort(List<Drain.Share> shares, Future<Void> refusing) implements Drain.Port {
  @Override
  public Future<Void> refuseUpgrades() {
    return refusing;
  }

  @Override
  public Future<Void> takeUpgrades() {
    return Future.succeededFuture();
  }
}
