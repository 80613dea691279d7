package io.wsgateway.hooks.connect;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.wsgateway.auth.ConnectDecision;
import io.wsgateway.auth.ConnectDecision.Denied;
import io.wsgateway.auth.ConnectDecision.Undecided;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Who shares a call, and how many there are at once. */
final class SharedCallsTest {
  private static final ConnectDecision NO = new Denied(0, "");

  private final AtomicLong nanos = new AtomicLong();
  private final SharedCalls calls = new SharedCalls(4, nanos::get);
  private final List<Promise<ConnectDecision>> made = new ArrayList<>();

  private Future<ConnectDecision> ask(String key, String address) {
    return ask(key, address, () -> true);
  }

  private Future<ConnectDecision> ask(String key, String address, BooleanSupplier waits) {
    return calls.ask(
        key,
        address,
        waits,
        () -> {
          Promise<ConnectDecision> call = Promise.promise();
          made.add(call);
          return call.future();
        });
  }

  private List<Future<ConnectDecision>> askMany(int count) {
    return IntStream.range(0, count).mapToObj(i -> ask("k" + i, "a" + i)).toList();
  }

  private static boolean isBusy(Future<ConnectDecision> asked) {
    return asked.succeeded() && asked.result() instanceof Undecided undecided && undecided.busy();
  }

  @Test
  void equalQuestionsShareACall() {
    List<Future<ConnectDecision>> asked =
        IntStream.range(0, 5000).mapToObj(i -> ask("k", "a" + i)).toList();
    assertThat(made).hasSize(1);
    assertThat(asked).noneMatch(Future::isComplete);
    made.get(0).complete(NO);
    assertThat(asked).allMatch(one -> one.result() == NO);
    assertThat(ask("k", "a").isComplete()).isFalse();
    assertThat(made).hasSize(2);
  }

  @Test
  void questionsWithoutAKeyAreNotShared() {
    ask(null, "a");
    ask(null, "b");
    assertThat(made).hasSize(2);
  }

  @Test
  void aBoundedNumberRunsAtOnceAndTheOthersInTheirOrder() {
    List<Future<ConnectDecision>> asked = askMany(10);
    assertThat(made).hasSize(4);
    for (int i = 0; i < 10; i++) {
      made.get(i).complete(NO);
      assertThat(asked.get(i).result()).isSameAs(NO);
      assertThat(made).hasSize(Math.min(10, 5 + i));
    }
    askMany(4);
    assertThat(made).hasSize(14);
  }

  @Test
  void beyondTheQueueClientsComeBackLater() {
    List<Future<ConnectDecision>> asked = askMany(4 + SharedCalls.MAX_QUEUED);
    assertThat(asked).noneMatch(Future::isComplete);
    assertThat(isBusy(ask("one more", "x"))).isTrue();
    assertThat(ask("k0", "x").isComplete()).isFalse();
    made.get(0).complete(NO);
    assertThat(ask("one more", "x").isComplete()).isFalse();
  }

  @Test
  void anAddressTakesHalfOfThePlaces() {
    for (int i = 0; i < SharedCalls.MAX_OF_ADDRESS; i++) {
      assertThat(ask("k" + i, "flood").isComplete()).isFalse();
    }
    assertThat(isBusy(ask("other", "flood"))).isTrue();
    assertThat(ask("other", "friend").isComplete()).isFalse();
    made.get(0).complete(NO);
    assertThat(ask("again", "flood").isComplete()).isFalse();
  }

  @Test
  void whatHasWaitedTooLongIsNotBegun() {
    List<Future<ConnectDecision>> asked = askMany(6);
    nanos.addAndGet(TimeUnit.MILLISECONDS.toNanos(SharedCalls.QUEUE_MILLIS) + 1);
    made.get(0).complete(NO);
    assertThat(isBusy(asked.get(4))).isTrue();
    assertThat(isBusy(asked.get(5))).isTrue();
    assertThat(made).hasSize(4);
    ask("new", "a");
    assertThat(made).hasSize(5);
  }

  @Test
  void withoutAnAddressThereIsNoLimitOfOne() {
    for (int i = 0; i < SharedCalls.MAX_QUEUED; i++) {
      assertThat(ask("k" + i, "").isComplete()).isFalse();
    }
  }

  @Test
  void callsForClientsThatHaveLeftAreNotBegun() {
    AtomicBoolean stays = new AtomicBoolean(true);
    askMany(4);
    List<Future<ConnectDecision>> gone =
        List.of(ask("x", "a", stays::get), ask("y", "b", stays::get), ask("z", "c", stays::get));
    Future<ConnectDecision> shares = ask("z", "d");
    stays.set(false);
    made.get(0).complete(NO);
    assertThat(gone.get(0).failed()).isTrue();
    assertThat(gone.get(1).failed()).isTrue();
    assertThat(made).as("one client still waits for it").hasSize(5);
    made.get(4).complete(NO);
    assertThat(shares.result()).isSameAs(NO);
    ask("x", "a");
    assertThat(made).as("nobody joins what is given up").hasSize(6);
  }

  @Test
  void thePlacesOfClientsThatHaveLeftAreFree() {
    AtomicBoolean stays = new AtomicBoolean(true);
    askMany(4);
    for (int i = 0; i < SharedCalls.MAX_QUEUED; i++) {
      ask("q" + i, i % 2 == 0 ? "flood" : "b" + i, stays::get);
    }
    assertThat(isBusy(ask("new", "friend"))).isTrue();
    stays.set(false);
    assertThat(ask("new", "friend").isComplete()).isFalse();
    for (int i = 0; i < SharedCalls.MAX_OF_ADDRESS; i++) {
      assertThat(ask("again" + i, "flood").isComplete()).isFalse();
    }
    made.get(0).complete(NO);
    assertThat(made).as("those in the queue are the ones that stay").hasSize(5);
  }

  @Test
  void aFailureEndsACallForAllThatShareIt() {
    Future<ConnectDecision> one = ask("k", "a");
    Future<ConnectDecision> two = ask("k", "b");
    made.get(0).fail("broken");
    assertThat(one.failed()).isTrue();
    assertThat(two.failed()).isTrue();
    Future<ConnectDecision> thrown =
        calls.ask(
            "k",
            "a",
            () -> true,
            () -> {
              throw new IllegalStateException("broken");
            });
    assertThat(thrown.failed()).isTrue();
    List<Future<ConnectDecision>> asked = askMany(4);
    assertThat(made).hasSize(5);
    assertThat(asked).noneMatch(Future::isComplete);
  }

  /** With an open circuit breaker calls end at once, a thousand of them in a row. */
  @Test
  void callsThatEndAtOnceDoNotPileUpOnTheStack() {
    askMany(4);
    List<Future<ConnectDecision>> quick =
        IntStream.range(0, SharedCalls.MAX_QUEUED)
            .mapToObj(
                i -> calls.ask("q" + i, "b" + i, () -> true, () -> Future.succeededFuture(depth())))
            .toList();
    made.get(0).complete(NO);
    assertThat(quick).allMatch(Future::succeeded);
    assertThat(quick.stream().mapToInt(one -> ((Denied) one.result()).code()).max().orElseThrow())
        .isLessThan(500);
  }

  private static ConnectDecision depth() {
    return new Denied(Thread.currentThread().getStackTrace().length, "");
  }
}
