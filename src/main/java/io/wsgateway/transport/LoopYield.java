package io.wsgateway.transport;

import io.netty.channel.EventLoop;
import io.netty.channel.SingleThreadEventLoop;
import io.vertx.core.Context;
import io.vertx.core.internal.ContextInternal;
import java.util.concurrent.Executor;

/**
 * Lets a long task yield to its event loop: a task that runs its remainder through this executor
 * lets the loop read its sockets and fire its timers first. {@code runOnContext} does not do that,
 * because Netty runs tasks added by tasks for up to a second before it checks a socket again.
 */
final class LoopYield implements Executor {
  private final EventLoop loop;
  private final Executor tasks;

  private LoopYield(EventLoop loop, Executor tasks) {
    this.loop = loop;
    this.tasks = tasks;
  }

  /** Makes one for tasks of a context; {@link #execute} must be called on its event loop. */
  static Executor on(Context context) {
    return new LoopYield(
        ((ContextInternal) context).nettyEventLoop(),
        rest -> context.runOnContext(v -> rest.run()));
  }

  /** Makes one for tasks of an event loop, on which {@link #execute} must be called. */
  static Executor on(EventLoop loop) {
    return new LoopYield(loop, loop);
  }

  @Override
  public void execute(Runnable rest) {
    if (loop instanceof SingleThreadEventLoop sockets) {
      // An end-of-iteration task added while such tasks run would run in the same iteration. So it
      // only adds a normal task; the next iteration handles the sockets before it.
      sockets.executeAfterEventLoopIteration(() -> tasks.execute(rest));
    } else {
      tasks.execute(rest);
    }
  }
}
