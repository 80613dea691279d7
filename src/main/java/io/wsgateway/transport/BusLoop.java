package io.wsgateway.transport;

import io.netty.channel.EventLoop;
import io.vertx.core.Vertx;
import io.vertx.core.internal.VertxInternal;
import io.wsgateway.loop.Loop;

/**
 * The event loop on which a clustered Vert.x reads what other members send. What runs on it runs
 * before a message waits anywhere, and while it does not run, nothing is read.
 *
 * <p>Vert.x has no name for it: it is the loop of the first context that is made, in the bus's
 * constructor, and loops are dealt out in turn. BusLoopTest holds that. Were it another one, only
 * what waits for this loop would not be bounded.
 */
public final class BusLoop {
  private BusLoop() {}

  /** That loop. */
  public static Loop of(Vertx vertx) {
    VertxInternal internal = (VertxInternal) vertx;
    EventLoop first = (EventLoop) internal.nettyEventLoopGroup().iterator().next();
    return new VertxLoop(internal.contextBuilder().withEventLoop(first).build());
  }
}
