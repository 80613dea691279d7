package io.wsgateway.auth;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import io.wsgateway.auth.TokenException.Reason;
import io.wsgateway.config.JwtKeyConfig.JwtAlgorithm;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Runs the checks of slow algorithms on threads of their own. An elliptic-curve signature takes the
 * JDK 1 to 5 ms, so a flood of forged tokens would hold up the clients of an event loop; HS, RS and
 * PS take under 0.1 ms. Thread-safe.
 */
final class SignatureWorkers {
  /** The most tokens that wait or are being checked; further ones are refused for now. */
  static final int MAX_TOKENS = 256;

  private final WorkerExecutor workers;
  private final AtomicInteger tokens = new AtomicInteger();

  SignatureWorkers(Vertx vertx) {
    int threads = Math.max(1, Runtime.getRuntime().availableProcessors() / 2);
    this.workers = vertx.createSharedWorkerExecutor("token-signatures", threads);
  }

  static boolean isSlow(JwtAlgorithm alg) {
    return switch (alg) {
      case ES256, ES384, ES512, EDDSA -> true;
      default -> false;
    };
  }

  /** Runs a check; its future completes on the event loop that asks. */
  <T> Future<T> run(Callable<T> check) {
    if (tokens.incrementAndGet() > MAX_TOKENS) {
      tokens.decrementAndGet();
      return busy();
    }
    return workers.executeBlocking(check, false).onComplete(done -> tokens.decrementAndGet());
  }

  Future<Void> close() {
    return workers.close();
  }

  private static <T> Future<T> busy() {
    return Future.failedFuture(
        new TokenException(Reason.UNAVAILABLE, "too many tokens are being checked at the moment"));
  }
}
