package io.wsgateway.backend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.ReplyException;
import io.wsgateway.broker.PublishRefused;
import io.wsgateway.metrics.BackendMetrics;
import io.wsgateway.metrics.FaultMetrics;
import io.wsgateway.session.Faults;
import io.wsgateway.support.Logs;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a backend and the operator learn of a message that was not taken. */
final class RejectionsTest {
  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private final Vertx vertx = Vertx.vertx();
  private final Rejections rejections =
      new Rejections(new BackendMetrics(registry), new Faults(new FaultMetrics(registry)));

  @AfterEach
  void close() {
    vertx.close().toCompletionStage().toCompletableFuture().join();
  }

  private void failWith(Throwable failure) {
    vertx.eventBus().consumer("publish", message -> rejections.refuse(message, failure));
  }

  private int answer() {
    CompletableFuture<Message<Object>> asked =
        vertx.eventBus().request("publish", "x").toCompletionStage().toCompletableFuture();
    ReplyException[] refusal = new ReplyException[1];
    assertThatThrownBy(() -> asked.orTimeout(10, TimeUnit.SECONDS).join())
        .satisfies(failure -> refusal[0] = (ReplyException) failure.getCause());
    return refusal[0].failureCode();
  }

  private double faults() {
    return registry.get("gateway.faults").tag("where", "backend_call").counter().count();
  }

  private double unavailable() {
    return registry.get("gateway.eventbus.rejected").tag("reason", "unavailable").counter().count();
  }

  @Test
  void anInternalErrorPromisesNothingAndIsCountedAsAFault() {
    failWith(new IllegalStateException("planted"));
    assertThat(answer()).isEqualTo(500);
    assertThat(faults()).isEqualTo(1);
    assertThat(unavailable()).isEqualTo(1);
  }

  @Test
  void soIsOneForWhichNobodyWaits() {
    failWith(new IllegalStateException("planted"));
    vertx.eventBus().send("publish", "x");
    await().until(() -> faults() == 1);
    assertThat(unavailable()).isEqualTo(1);
  }

  @Test
  void theFirstLineSaysNothingOfLinesThatWereLeftOut() {
    try (Logs logs = new Logs(Rejections.class)) {
      failWith(new PublishRefused(PublishRefused.Reason.BACKLOG, "planted"));
      vertx.eventBus().send("publish", "x");
      await().until(() -> !logs.events().isEmpty());
      assertThat(logs.pairs(0)).containsExactly("event=backend.refused", "address=publish");
    }
  }

  @Test
  void aRefusalIsNoFault() {
    failWith(new PublishRefused(PublishRefused.Reason.BACKLOG, "planted"));
    assertThat(answer()).isEqualTo(429);
    assertThat(faults()).isZero();
  }
}
