package io.wsgateway.app;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.wsgateway.config.DrainConfig;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class DrainTest {
  private final Vertx vertx = Vertx.vertx();

  @AfterEach
  void stop() {
    vertx.close().toCompletionStage().toCompletableFuture().orTimeout(20, SECONDS).join();
  }

  @Test
  void aFaultEndsTheDrainInsteadOfTheStopWaitingForIt() {
    var broken = new Drain.Loop(vertx.getOrCreateContext(), null);
    Future<Void> drained =
        new Drain(vertx, new DrainConfig(0, 1, 0), 1, List.of(broken)).run(Future::succeededFuture);
    assertThatThrownBy(
            () -> drained.toCompletionStage().toCompletableFuture().orTimeout(20, SECONDS).join())
        .hasRootCauseInstanceOf(NullPointerException.class);
  }
}
