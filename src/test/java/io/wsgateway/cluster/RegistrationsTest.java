package io.wsgateway.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class RegistrationTest {
  private final Vertx vertx = Vertx.vertx();
  private final AtomicInteger attempts = new AtomicInteger();

  @AfterEach
  void close() {
    get(vertx.close());
  }

  private static <T> T get(Future<T> future) {
    return future.toCompletionStage().toCompletableFuture().orTimeout(10, TimeUnit.SECONDS).join();
  }

  private Future<String> failingBefore(int good) {
    int attempt = attempts.incrementAndGet();
    return attempt < good
        ? Future.failedFuture(new IllegalStateException("attempt " + attempt))
        : Future.succeededFuture("registered");
  }

  @Test
  void whatFailedIsTriedAgain() {
    assertThat(get(Registration.again(vertx, "a", () -> failingBefore(3), 3)))
        .isEqualTo("registered");
    assertThat(attempts).hasValue(3);
  }

  @Test
  void theLastFailureIsTheOutcome() {
    assertThatThrownBy(() -> get(Registration.again(vertx, "a", () -> failingBefore(9), 2)))
        .hasMessageContaining("attempt 2");
    assertThat(attempts).hasValue(2);
  }

  @Test
  void aRegisteredConsumerHears() {
    get(Registration.<String>of(vertx, "a", message -> message.reply("re: " + message.body())));

    assertThat(get(vertx.eventBus().<String>request("a", "x")).body()).isEqualTo("re: x");
  }
}
