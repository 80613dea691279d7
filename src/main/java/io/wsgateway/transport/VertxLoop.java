package io.wsgateway.transport;

import io.vertx.core.Context;
import io.vertx.core.internal.ContextInternal;
import io.wsgateway.loop.Loop;
import java.util.concurrent.Executor;

/** Adapts a Vert.x context to {@link Loop}. */
public final class VertxLoop implements Loop {
  private final ContextInternal context;
  private final Executor rest;

  /** Makes the loop of an event-loop context. */
  public VertxLoop(Context context) {
    this.context = (ContextInternal) context;
    this.rest = LoopYield.on(context);
  }

  @Override
  public void execute(Runnable task) {
    context.runOnContext(v -> task.run());
  }

  @Override
  public void yield(Runnable task) {
    rest.execute(task);
  }

  @Override
  public Timer schedule(long delayMillis, Runnable task) {
    long id = context.setTimer(delayMillis, timer -> task.run());
    return () -> context.owner().cancelTimer(id);
  }

  @Override
  public long nanoTime() {
    return System.nanoTime();
  }

  @Override
  public long wallMillis() {
    return System.currentTimeMillis();
  }
}
