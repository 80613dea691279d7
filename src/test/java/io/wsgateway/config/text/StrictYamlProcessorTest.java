package io.wsgateway.config.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import io.wsgateway.support.OnLoop;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

class StrictYamlProcessorTest {
  /** A line of megabytes takes seconds. */
  @Test
  void aFileIsParsedOffTheEventLoop() {
    Vertx vertx = Vertx.vertx(new VertxOptions().setWorkerPoolSize(1));
    try {
      Context context = vertx.getOrCreateContext();
      CountDownLatch busy = new CountDownLatch(1);
      vertx.executeBlocking(
          () -> {
            busy.await();
            return true;
          });
      Future<JsonObject> parsed =
          OnLoop.call(
              context,
              () ->
                  new StrictYamlProcessor()
                      .process(vertx, new JsonObject(), Buffer.buffer("a: {b: c}")));
      // The only worker has something else to do.
      assertThat(parsed.isComplete()).isFalse();
      busy.countDown();
      await().until(parsed::isComplete);
      assertThat(parsed.result())
          .isEqualTo(new JsonObject().put("a", new JsonObject().put("b", "c")));
    } finally {
      vertx.close();
    }
  }
}
