package io.wsgateway.connection;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.wsgateway.support.OnLoop;
import io.wsgateway.transport.VertxLoop;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** When direct memory runs short, those that do not read go, and only as many as it takes. */
final class DirectReliefTest {
  private static final long MAX = 1000;

  private static final class Listener implements ConnectionListener {
    final List<String> heard = new ArrayList<>();

    @Override
    public void opened() {}

    @Override
    public void message(boolean text, byte[] payload) {}

    @Override
    public void overBudget() {
      heard.add("over budget");
    }

    @Override
    public void closed(CloseEvent event) {
      heard.add(event.code() + " " + event.reason());
    }
  }

  private final Vertx vertx = Vertx.vertx();
  private final Context context = vertx.getOrCreateContext();
  private final List<Listener> listeners = new ArrayList<>();
  private StubLoop stubs;

  @BeforeEach
  void start() {
    OnLoop.run(
        context,
        () -> {
          stubs = StubLoop.on(context);
          for (int i = 0; i < 10; i++) {
            Listener listener = new Listener();
            listeners.add(listener);
            stubs.connect(listener);
            stubs.socket(i).pending = 10L * (i + 1);
            stubs.socket(i).writable = i == 9;
          }
        });
  }

  @AfterEach
  void stop() {
    vertx.close().toCompletionStage().toCompletableFuture().orTimeout(20, SECONDS).join();
  }

  private void check(long used) {
    OnLoop.run(
        context,
        () ->
            new DirectRelief(stubs.connections(), new VertxLoop(context), memory(() -> used))
                .check());
  }

  private static DirectMemory memory(LongSupplier used) {
    return new DirectMemory() {
      @Override
      public long maxBytes() {
        return MAX;
      }

      @Override
      public long usedBytes() {
        return used.getAsLong();
      }
    };
  }

  private List<Integer> ended() {
    List<Integer> ended = new ArrayList<>();
    for (int i = 0; i < listeners.size(); i++) {
      if (!listeners.get(i).heard.isEmpty()) {
        ended.add(i);
      }
    }
    return ended;
  }

  @Test
  void halfOfItIsNoReason() {
    check(MAX / 2);
    assertThat(ended()).isEmpty();
  }

  @Test
  void thoseThatHoldMostAreEndedUntilItIsEnough() {
    // 225 of 600 must go: 3/8, and so 3/8 of the 450 that stalled sockets hold.
    check(600);
    assertThat(ended()).containsExactly(7, 8);
    assertThat(listeners.get(8).heard)
        .containsExactly("over budget", "1013 slow: this node's direct memory is used up");
    assertThat(stubs.socket(8).calls).contains("abort");
  }

  /** One that holds a batch of MBs is not waited for until others have as much. */
  @Test
  void muchOfOneIsLookedAtAtOnce() {
    OnLoop.run(
        context,
        () -> {
          DirectRelief relief =
              new DirectRelief(stubs.connections(), new VertxLoop(context), memory(() -> 600));
          relief.stalled(1000);
          assertThat(ended()).isEmpty();
          relief.stalled(8 << 20);
        });
    assertThat(ended()).containsExactly(7, 8);
  }

  @Test
  void whoseSocketTakesMoreStaysHoweverMuchIsUsed() {
    check(MAX);
    check(MAX);
    check(MAX);
    assertThat(ended()).doesNotContain(9);
  }
}
