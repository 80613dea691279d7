package io.wsgateway.kit;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * What goes on beside a test, on a thread of its own: traffic, above all. The thread has ended when
 * {@link #close} returns, and what it threw fails the test there.
 */
public final class Background implements AutoCloseable {
  private static final Duration LIMIT = Duration.ofSeconds(30);

  private final CountDownLatch stop = new CountDownLatch(1);
  private final Thread thread;
  private volatile Throwable failure;

  private Background(Task task) {
    thread =
        new Thread(
            () -> {
              try {
                task.run(stop);
              } catch (Throwable e) {
                failure = e;
              }
            },
            "background");
    thread.setDaemon(true);
    thread.start();
  }

  private interface Task {
    void run(CountDownLatch stop) throws InterruptedException;
  }

  /** Does something once. What it waits for must end before {@link #close} is called. */
  public static Background once(Runnable action) {
    return new Background(stop -> action.run());
  }

  /** Does something again and again, with a pause in between, until it is closed. */
  public static Background repeat(Duration pause, Runnable action) {
    return new Background(
        stop -> {
          do {
            action.run();
          } while (!stop.await(pause.toMillis(), TimeUnit.MILLISECONDS));
        });
  }

  /** What the test does meanwhile. */
  public interface Meanwhile<E extends Exception> {
    void run() throws E;
  }

  /** Does the test's part, then {@linkplain #close closes} this. */
  public <E extends Exception> void during(Meanwhile<E> test) throws E {
    try {
      test.run();
    } catch (Throwable failed) {
      try {
        close();
      } catch (AssertionError too) {
        failed.addSuppressed(too);
      }
      throw failed;
    }
    close();
  }

  /** Whether it goes on; false after its end or a failure. */
  public boolean isAlive() {
    return thread.isAlive();
  }

  /** Waits for the end, which no further repetition delays; fails with what the action threw. */
  @Override
  public void close() {
    stop.countDown();
    try {
      thread.join(LIMIT.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
    if (thread.isAlive()) {
      throw new AssertionError("what goes on in the background does not end");
    }
    if (failure != null) {
      throw new AssertionError("failed in the background", failure);
    }
  }
}
