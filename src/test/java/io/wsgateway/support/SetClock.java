package io.wsgateway.support;

import io.wsgateway.loop.Loop;
import java.util.function.LongSupplier;

/**
 * A loop whose clock shows what the test says; its timers fire in real time.
 *
 * @param loop runs everything
 * @param nanos its time in nanoseconds
 */
public record SetClock(Loop loop, LongSupplier nanos) implements Loop {
  @Override
  public void execute(Runnable task) {
    loop.execute(task);
  }

  @Override
  public void yield(Runnable rest) {
    loop.yield(rest);
  }

  @Override
  public Timer schedule(long delayMillis, Runnable task) {
    return loop.schedule(delayMillis, task);
  }

  @Override
  public long nanoTime() {
    return nanos.getAsLong();
  }

  @Override
  public long wallMillis() {
    return loop.wallMillis();
  }
}
