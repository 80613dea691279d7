package io.wsgateway.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class RegistrationsTest {
  private final Vertx vertx = Vertx.vertx();
  private final AtomicInteger attempts = new AtomicInteger();

  @AfterEach
  void close() {
    get(vertx.close());
  }

  private static <T> T get(Future<T> future) {
    return future.toCompletionStage().toCompletableFuture().orTimeout(30, TimeUnit.SECONDS).join();
  }

  private Future<String> failingBefore(int good) {
    int attempt = attempts.incrementAndGet();
    return attempt < good
        ? Future.failedFuture(new IllegalStateException("attempt " + attempt))
        : Future.succeededFuture("registered");
  }

  @Test
  void whatFailedIsTriedAgainUntilTheDeadline() {
    Retry retry = new Retry(vertx, Deadline.in(60));
    assertThat(get(retry.of("a", () -> failingBefore(7)))).isEqualTo("registered");
    assertThat(attempts).hasValue(7);
  }

  @Test
  void afterTheDeadlineAFewAttemptsAreLeftAndTheLastFailureIsTheOutcome() {
    Retry retry = new Retry(vertx, Deadline.in(0));
    assertThatThrownBy(() -> get(retry.of("a", () -> failingBefore(99))))
        .hasMessageContaining("attempt 5");
    assertThat(attempts).hasValue(5);
  }

  @Test
  void aRegisteredConsumerHears() {
    get(
        new Registrations(vertx, Deadline.in(0))
            .<String>of("a", message -> message.reply("re: " + message.body())));

    assertThat(get(vertx.eventBus().<String>request("a", "x")).body()).isEqualTo("re: x");
  }
}
