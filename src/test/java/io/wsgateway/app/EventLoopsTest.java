package io.wsgateway.app;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Context;
import io.vertx.core.Deployable;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EventLoopsTest {
  private final List<Thread> relay = new CopyOnWriteArrayList<>();
  private final List<Thread> others = new CopyOnWriteArrayList<>();

  private static void run(int count, Steps steps) throws Exception {
    Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(count));
    try {
      steps.run(vertx, new EventLoops(vertx, count));
    } finally {
      join(vertx.close());
    }
  }

  private interface Steps {
    void run(Vertx vertx, EventLoops loops) throws Exception;
  }

  private static <T> T join(Future<T> future) throws Exception {
    return future.toCompletionStage().toCompletableFuture().get(20, SECONDS);
  }

  private void keep(Vertx vertx, EventLoops loops) throws Exception {
    Deployable keeper =
        context -> {
          loops.keep();
          relay.add(Thread.currentThread());
          return Future.succeededFuture();
        };
    join(vertx.deployVerticle(keeper));
  }

  private Deployable recording() {
    return context -> {
      others.add(Thread.currentThread());
      return Future.succeededFuture();
    };
  }

  /** Whatever else takes a turn in between: buses, clients, timers. */
  @ParameterizedTest
  @CsvSource({"4, 0", "4, 1", "4, 3", "8, 0", "8, 5", "16, 2"})
  void fromFourLoopsOnTheRelayHasOneToItself(int count, int between) throws Exception {
    run(
        count,
        (vertx, loops) -> {
          keep(vertx, loops);
          for (int i = 0; i < between; i++) {
            join(vertx.deployVerticle((Deployable) context -> Future.succeededFuture()));
          }
          join(loops.onOne(recording()));
          assertThat(others).hasSize(1).doesNotContainAnyElementsOf(relay);
          others.clear();
          join(loops.onEach(this::recording));
          assertThat(others)
              .hasSize(count - 1)
              .doesNotHaveDuplicates()
              .doesNotContainAnyElementsOf(relay);
        });
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3})
  void ofFewLoopsEachServesClients(int count) throws Exception {
    run(
        count,
        (vertx, loops) -> {
          keep(vertx, loops);
          join(loops.onEach(this::recording));
          assertThat(others).hasSize(count).doesNotHaveDuplicates().containsAll(relay);
        });
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 4})
  void whatWasDeployedIsUndeployed(int count) throws Exception {
    AtomicInteger live = new AtomicInteger();
    run(
        count,
        (vertx, loops) -> {
          String id =
              join(
                  loops.onEach(
                      () ->
                          new Deployable() {
                            @Override
                            public Future<?> deploy(Context context) {
                              live.incrementAndGet();
                              return Future.succeededFuture();
                            }

                            @Override
                            public Future<?> undeploy(Context context) {
                              live.decrementAndGet();
                              return Future.succeededFuture();
                            }
                          }));
          assertThat(live).hasValue(count);
          join(vertx.undeploy(id));
          assertThat(live).hasValue(0);
        });
  }
}
