package io.wsgateway.app;

import io.vertx.core.Context;

/** Makes the event loops of a node late until it is closed. */
public final class BusyLoops implements AutoCloseable {
  private static final long STEP_MILLIS = 30;

  private volatile boolean closed;

  /** Starts. */
  public BusyLoops(Gateway gateway) {
    gateway.contexts().forEach(this::keepBusy);
  }

  private void keepBusy(Context context) {
    context.runOnContext(
        v -> {
          if (!closed) {
            sleep();
            keepBusy(context);
          }
        });
  }

  /** The loop does nothing else meanwhile: that is the point. */
  private static void sleep() {
    try {
      Thread.sleep(STEP_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    closed = true;
  }
}
