package io.wsgateway.app;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs handshakes, messages and closes through a {@link WarmServer} before the node accepts
 * clients. The JVM then has loaded and compiled that code, so that the first clients of a fresh
 * node cost about as much as later ones. A warm-up that fails is logged, and changes nothing else.
 */
public final class WarmUp {
  private static final Logger log = LoggerFactory.getLogger(WarmUp.class);

  /**
   * After so many, a handshake hardly gets cheaper. The cache of the image is made with so many
   * too: with more, the JVM compiles so much of it again that a short warm-up gets worse.
   */
  private static final int UPGRADES = 10_000;

  /** How long closing may take after the end of the time, before the node goes on regardless. */
  private static final long CLOSE_MILLIS = 1000;

  private WarmUp() {}

  /**
   * Begins a warm-up on a thread of its own.
   *
   * @param millis how long it may take, 0 for none; the result comes at most a second later
   * @param stop ends it early
   * @return completes when it is over; never fails
   */
  public static Future<Void> run(int millis, Future<Void> stop) {
    return run(millis, UPGRADES, stop);
  }

  /** Like {@link #run(int, Future)}, with this number of upgrades at most. */
  static Future<Void> run(int millis, int most, Future<Void> stop) {
    if (millis == 0) {
      return Future.succeededFuture();
    }
    Promise<Void> over = Promise.promise();
    long begin = System.nanoTime();
    Thread thread =
        new Thread(
            () -> {
              run(begin, millis, most, stop);
              over.tryComplete();
            },
            "warm-up");
    thread.setDaemon(true);
    thread.start();
    CompletableFuture.delayedExecutor(millis + CLOSE_MILLIS, TimeUnit.MILLISECONDS)
        .execute(over::tryComplete);
    return over.future();
  }

  private static void run(long begin, int millis, int most, Future<Void> stop) {
    try {
      int upgrades = upgrades(begin, millis, most, stop);
      log.atInfo()
          .addKeyValue("event", "warmup.done")
          .addKeyValue("upgrades", upgrades)
          .addKeyValue("millis", TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begin))
          .log("warmed up");
    } catch (Exception | Error e) {
      if (e instanceof InterruptedException) {
        Thread.currentThread().interrupt();
      }
      log.atWarn()
          .addKeyValue("event", "warmup.failed")
          .setCause(e)
          .log("the warm-up failed: the node starts all the same, and its first clients cost more");
    }
  }

  private static int upgrades(long begin, int millis, int most, Future<Void> stop)
      throws Exception {
    long deadline = begin + TimeUnit.MILLISECONDS.toNanos(millis);
    try (WarmServer server = new WarmServer()) {
      int port = server.open(millis);
      return new WarmClients(port, deadline).run(most, stop::isComplete);
    } catch (TimeoutException e) {
      // On a busy machine the time may be over before the port is open.
      return 0;
    }
  }
}
