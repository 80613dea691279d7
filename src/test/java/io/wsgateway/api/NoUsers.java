package io.wsgateway.api;

import io.vertx.core.Future;
import io.wsgateway.backend.ClientCall;

/** For a management port without a node. */
final class NoUsers implements ApiUsers {
  @Override
  public Future<Void> block(String user, int seconds) {
    return Future.failedFuture("no users here");
  }

  @Override
  public boolean isBlocked(String user) {
    return false;
  }

  @Override
  public Future<Void> disconnect(String user, ClientCall.Close how) {
    return Future.failedFuture("no users here");
  }
}
