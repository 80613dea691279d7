package io.wsgateway.transport;

import io.netty.channel.EventLoop;
import io.vertx.core.Vertx;
import io.vertx.core.internal.VertxInternal;
import io.wsgateway.loop.Loop;

/**
 * Finds the event loop on which a clustered Vert.x reads what other members send. A task on this
 * loop runs before a received message is queued anywhere, and while it is blocked, nothing is read.
 *
 * <p>Vert.x has no API for it. It is the loop of the first context, which the bus's constructor
 * makes, and loops are assigned in order; BusLoopTest checks this. If it were another loop, only
 * the queue for this loop would not be bounded.
 */
public final class BusLoop {
  private BusLoop() {}

  /** Returns that loop. */
  public static Loop of(Vertx vertx) {
    VertxInternal internal = (VertxInternal) vertx;
    EventLoop first = (EventLoop) internal.nettyEventLoopGroup().iterator().next();
    return new VertxLoop(internal.contextBuilder().withEventLoop(first).build());
  }
}
