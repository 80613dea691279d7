package io.wsgateway.connection;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.wsgateway.support.OnLoop;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The check of every second: of many connections, and after the loop stood still. */
final class LoopTickTest {
  private static final int ANSWER_MILLIS = 50;

  private static final class Listener implements ConnectionListener {
    final List<CloseEvent> closed = new CopyOnWriteArrayList<>();

    @Override
    public void opened() {}

    @Override
    public void message(boolean text, byte[] payload) {}

    @Override
    public void closed(CloseEvent event) {
      closed.add(event);
    }
  }

  private final Settings settings = new Settings();
  private final Vertx vertx = Vertx.vertx();
  private final Context context = vertx.getOrCreateContext();
  private StubLoop stubs;

  @AfterEach
  void stop() {
    vertx.close().toCompletionStage().toCompletableFuture().orTimeout(20, SECONDS).join();
  }

  @Test
  void othersHaveTheirTurnWhileManyAreChecked() {
    int many = 5000;
    List<Long> checkedWhenOthersHadTheirTurn = new CopyOnWriteArrayList<>();
    OnLoop.run(
        context,
        () -> {
          start();
          for (int i = 0; i < many; i++) {
            stubs.connect(new Listener());
          }
          stubs.socket(0).asked =
              () -> context.runOnContext(v -> checkedWhenOthersHadTheirTurn.add(checked()));
        });
    await().until(() -> !checkedWhenOthersHadTheirTurn.isEmpty());
    assertThat(checkedWhenOthersHadTheirTurn.get(0)).isBetween(1L, many - 1L);
    await().until(() -> checked() == many);
  }

  @Test
  void othersHaveTheirTurnWhileManyAreFlushed() {
    int many = 5000;
    List<Long> flushedWhenOthersHadTheirTurn = new CopyOnWriteArrayList<>();
    OnLoop.run(
        context,
        () -> {
          start();
          for (int i = 0; i < many; i++) {
            stubs.connect(new Listener()).send(WireMessage.text("x"));
          }
          context.runOnContext(v -> flushedWhenOthersHadTheirTurn.add(flushed()));
        });
    await().until(() -> !flushedWhenOthersHadTheirTurn.isEmpty());
    assertThat(flushedWhenOthersHadTheirTurn.get(0)).isBetween(1L, many - 1L);
    await().until(() -> flushed() == many);
  }

  private long flushed() {
    return stubs.sockets().stream().filter(s -> s.calls.contains("flush")).count();
  }

  private long checked() {
    return stubs.sockets().stream().filter(s -> s.calls.contains("isWritable")).count();
  }

  @Test
  void afterAPauseClientsHaveTheTimeToAnswerThatTheyHadBefore() {
    settings.pingSeconds = 1;
    settings.readIdleSeconds = 3;
    Listener listener = new Listener();
    OnLoop.run(
        context,
        () -> {
          start();
          Connection connection = stubs.connect(listener);
          stubs.socket(0).pinged =
              () -> vertx.setTimer(ANSWER_MILLIS, id -> connection.life().read(false));
        });
    await().until(() -> pings() > 0);
    OnLoop.run(context, () -> pause(2 * settings.readIdleSeconds));
    long before = pings();
    await().until(() -> !listener.closed.isEmpty() || pings() >= before + 2);
    assertThat(listener.closed).isEmpty();
  }

  private long pings() {
    return stubs.socket(0).calls.stream().filter(call -> call.equals("ping")).count();
  }

  /** The fault: the loop stands still, as if its process were stopped. */
  private static void pause(int seconds) {
    long start = System.nanoTime();
    while (System.nanoTime() - start < SECONDS.toNanos(seconds)) {
      Thread.onSpinWait();
    }
  }

  private void start() {
    stubs = new StubLoop(context, settings.limits(), settings.keepAlive());
  }
}
