package io.wsgateway.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vertx.core.Context;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Which event loops count as silent; how a probe tells it is in {@code GatewayIT}. */
final class LoopHeartbeatsTest {
  private final AtomicLong now = new AtomicLong();
  private final LoopHeartbeats heartbeats = new LoopHeartbeats(now::get);
  private final Vertx vertx = Vertx.vertx();
  private final Context loop = vertx.getOrCreateContext();

  @AfterEach
  void stop() {
    vertx.close().toCompletionStage().toCompletableFuture().orTimeout(20, TimeUnit.SECONDS).join();
  }

  @Test
  void anEventLoopIsSilentAfterThirtySecondsUntilItsNextBeat() {
    heartbeats.register(loop);
    assertThat(heartbeats.check().passed()).isTrue();
    now.addAndGet(Duration.ofSeconds(30).toNanos());
    assertThat(heartbeats.check().reason()).isEqualTo("1 of 1 event loops have not moved for 30 s");
    await().until(() -> heartbeats.check().passed());
  }

  @Test
  void aBlockedEventLoopGoesSilent() {
    CountDownLatch release = new CountDownLatch(1);
    heartbeats.register(loop);
    loop.runOnContext(v -> uninterruptibly(release));
    // A beat that was under way when the clock jumped may still count; the next cannot come.
    await()
        .until(
            () -> {
              now.addAndGet(Duration.ofSeconds(31).toNanos());
              return !heartbeats.check().passed();
            });
    release.countDown();
    await().until(() -> heartbeats.check().passed());
  }

  private static void uninterruptibly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
