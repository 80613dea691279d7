package io.wsgateway.fanout;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.internal.VertxInternal;
import io.wsgateway.metrics.FanoutMetrics;
import io.wsgateway.relay.Relay;
import io.wsgateway.relay.RelayLimits;
import io.wsgateway.support.OnLoop;
import io.wsgateway.transport.VertxLoop;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A channel is congested on all loops when most of its subscribers on all loops are behind. */
final class CongestionTest {
  private static final RelayLimits WIDE = new RelayLimits(1 << 20, 1 << 20);

  private final Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(3));
  private final FanoutMetrics metrics = new FanoutMetrics(new SimpleMeterRegistry());
  private final Context relayContext = newContext();
  private final Relay relay =
      new Relay(new VertxLoop(relayContext), "here", WIDE, new WireFormats(), metrics);
  private final Loop one = new Loop();
  private final Loop two = new Loop();

  private static final class Ear implements Subscriber {
    @Override
    public void deliver(ChannelBatch batch) {}

    @Override
    public void reset(String channel) {}
  }

  private final class Loop {
    final Context context = newContext();
    final Hub hub = new Hub(new VertxLoop(context), relay, () -> {}, 1 << 20, metrics);
    final List<Ear> ears = new ArrayList<>();

    void subscribe(int count) {
      OnLoop.run(
          context,
          () ->
              IntStream.range(0, count)
                  .forEach(
                      i -> {
                        ears.add(new Ear());
                        hub.subscribe("a", ears.get(ears.size() - 1));
                      }));
    }

    void unsubscribe(int count) {
      OnLoop.run(
          context,
          () ->
              IntStream.range(0, count)
                  .forEach(i -> hub.unsubscribe("a", ears.remove(ears.size() - 1))));
    }

    void behind(int change) {
      OnLoop.run(context, () -> hub.behind("a", change));
    }

    boolean isCongested() {
      return OnLoop.call(context, () -> hub.isCongested("a"));
    }
  }

  private Context newContext() {
    return ((VertxInternal) vertx).createEventLoopContext();
  }

  @AfterEach
  void close() {
    vertx.close().toCompletionStage().toCompletableFuture().join();
  }

  /** Everything that was reported has come back: a report takes two tasks of a loop on the way. */
  private void settle() {
    for (int i = 0; i < 4; i++) {
      for (Context context : List.of(one.context, two.context, relayContext)) {
        OnLoop.run(context, () -> {});
      }
    }
  }

  private void assertCongested(boolean congested) {
    settle();
    assertThat(one.isCongested()).isEqualTo(congested);
    assertThat(two.isCongested()).isEqualTo(congested);
  }

  @Test
  void halfOfAllLoopsSubscribersIsNotEnoughAndOneMoreIs() {
    one.subscribe(2);
    two.subscribe(4);
    one.behind(2);
    assertCongested(false);
    two.behind(1);
    assertCongested(false);
    two.behind(1);
    assertCongested(true);
    one.behind(-1);
    assertCongested(false);
    one.behind(1);
    assertCongested(true);
    one.behind(-2);
    two.behind(-2);
    assertCongested(false);
  }

  @Test
  void whoComesAndGoesCounts() {
    one.subscribe(2);
    two.subscribe(1);
    one.behind(2);
    assertCongested(true);
    two.subscribe(1);
    assertCongested(false);
    two.unsubscribe(2);
    assertCongested(true);
    two.subscribe(2);
    assertCongested(false);
    two.unsubscribe(1);
    assertCongested(true);
    one.behind(-2);
    one.unsubscribe(2);
    assertCongested(false);
    two.behind(1);
    assertCongested(true);
    two.behind(-1);
    two.unsubscribe(1);
    assertCongested(false);
  }

  /** A loop that is busy must not make the only slow subscriber of another look like the most. */
  @Test
  void thereIsNoVerdictBeforeEveryLoopHasReported() {
    one.subscribe(1);
    two.subscribe(3);
    settle();
    CountDownLatch hold = new CountDownLatch(1);
    two.context.runOnContext(v -> uninterruptibly(hold));
    one.behind(1);
    for (int i = 0; i < 4; i++) {
      OnLoop.run(one.context, () -> {});
      OnLoop.run(relayContext, () -> {});
    }
    boolean early = one.isCongested();
    hold.countDown();
    assertThat(early).isFalse();
    assertCongested(false);
  }

  @Test
  void anotherChannelIsNotConcerned() {
    one.subscribe(1);
    OnLoop.run(one.context, () -> one.hub.subscribe("b", new Ear()));
    one.behind(1);
    assertCongested(true);
    assertThat(OnLoop.call(two.context, () -> two.hub.isCongested("b"))).isFalse();
  }

  private static void uninterruptibly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
