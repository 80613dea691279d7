package io.wsgateway.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.wsgateway.support.RunningGateway;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The relay serves all clients of a node: one loop's clients must not take its time. */
class RelayLoopIT {
  private static Thread thread(Context context) {
    Future<Thread> thread =
        Future.future(found -> context.runOnContext(v -> found.complete(Thread.currentThread())));
    return thread.toCompletionStage().toCompletableFuture().orTimeout(20, TimeUnit.SECONDS).join();
  }

  @ParameterizedTest
  @ValueSource(ints = {4, 8})
  void noClientIsServedOnTheRelaysLoop(int loops) throws Exception {
    try (RunningGateway node = RunningGateway.of("node: {eventLoops: " + loops + "}")) {
      List<Thread> threads = node.gateway().contexts().stream().map(RelayLoopIT::thread).toList();
      assertThat(threads).hasSize(loops).doesNotHaveDuplicates();
    }
  }
}
