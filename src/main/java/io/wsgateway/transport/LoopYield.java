package io.wsgateway.transport;

import io.netty.channel.EventLoop;
import io.netty.channel.SingleThreadEventLoop;
import io.vertx.core.Context;
import io.vertx.core.internal.ContextInternal;
import java.util.concurrent.Executor;

/**
 * How a long task of an event loop lets the loop read its sockets and fire its timers: it runs the
 * rest of itself through this executor. {@code runOnContext} does not do that, because Netty runs
 * the tasks that tasks add for up to a second before it looks at a socket again.
 */
final class LoopYield implements Executor {
  private final EventLoop loop;
  private final Executor tasks;

  private LoopYield(EventLoop loop, Executor tasks) {
    this.loop = loop;
    this.tasks = tasks;
  }

  /** For tasks of that context; {@link #execute} must be called on its event loop. */
  static Executor on(Context context) {
    return new LoopYield(
        ((ContextInternal) context).nettyEventLoop(),
        rest -> context.runOnContext(v -> rest.run()));
  }

  /** For tasks of that event loop itself, on which {@link #execute} must be called. */
  static Executor on(EventLoop loop) {
    return new LoopYield(loop, loop);
  }

  @Override
  public void execute(Runnable rest) {
    if (loop instanceof SingleThreadEventLoop sockets) {
      // What is added to the end of an iteration while that end runs belongs to the same end, so it
      // only adds a task, for which the next iteration looks at the sockets first.
      sockets.executeAfterEventLoopIteration(() -> tasks.execute(rest));
    } else {
      tasks.execute(rest);
    }
  }
}
