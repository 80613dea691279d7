package io.wsgateway.support;

import io.vertx.core.Future;
import io.wsgateway.channel.Payload;
import io.wsgateway.session.Backends;

/** Nobody is behind the bus. */
public final class NoBackends implements Backends {
  @Override
  public Future<Void> inbound(Sender sender, Route route, Payload message) {
    return Future.failedFuture("none");
  }

  @Override
  public Future<Payload> inboundAwaitingReply(Sender sender, Route route, Payload message) {
    return Future.failedFuture("none");
  }

  @Override
  public Future<Payload> rpc(Sender sender, String method, Payload argument) {
    return Future.failedFuture("none");
  }

  @Override
  public void event(Event event, Sender sender, int code) {}
}
