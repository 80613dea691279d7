package io.wsgateway.client;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * The single thread that a gateway's state belongs to. It is not an event loop, because the Vert.x
 * instance of the event bus is replaced when the cluster is joined again.
 */
final class Worker {
  private static final Logger log = System.getLogger("io.wsgateway.client");

  private final ScheduledThreadPoolExecutor executor;

  Worker() {
    executor = new ScheduledThreadPoolExecutor(1, task -> new Thread(task, "ws-gateway-client"));
    executor.setRemoveOnCancelPolicy(true);
    executor.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
  }

  /** Runs a task on the thread, in the order of calls; false when the thread has ended. */
  boolean execute(Runnable task) {
    try {
      executor.execute(() -> run(task));
      return true;
    } catch (RejectedExecutionException e) {
      return false;
    }
  }

  /** Runs a task on the thread later, unless the thread ends before. */
  void schedule(long millis, Runnable task) {
    try {
      ScheduledFuture<?> scheduled =
          executor.schedule(() -> run(task), millis, TimeUnit.MILLISECONDS);
      assert scheduled != null;
    } catch (RejectedExecutionException e) {
      log.log(Level.TRACE, "ended before a task was due", e);
    }
  }

  private static void run(Runnable task) {
    try {
      task.run();
    } catch (RuntimeException | Error e) {
      log.log(Level.ERROR, "a task of the gateway client failed", e);
    }
  }

  /** Ends the thread when the tasks given to {@link #execute} have run. */
  void end() {
    executor.shutdown();
  }
}
