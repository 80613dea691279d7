package io.wsgateway.relay;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.wsgateway.metrics.ConfirmMetrics;
import io.wsgateway.metrics.ConfirmMetrics.Outcome;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** One peer that is waited for 100 ms, on a clock that the test sets. */
final class ConfirmationsTest {
  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private final ConfirmMetrics metrics = new ConfirmMetrics(registry);
  private final Confirmations confirmations = new Confirmations(millis(100), metrics);
  private final List<String> done = new ArrayList<>();
  private long now;

  private static long millis(long millis) {
    return TimeUnit.MILLISECONDS.toNanos(millis);
  }

  private void await(long number) {
    Wait wait =
        new Wait(metrics, unconfirmed -> done.add(number + (unconfirmed == 0 ? " ok" : " no")));
    confirmations.await(number, now, wait);
    wait.begun();
  }

  private double waits(Outcome outcome) {
    return registry.get("gateway.confirm.waits").tag("outcome", outcome.label()).counter().count();
  }

  private void expectDone(String... texts) {
    assertThat(done).containsExactly(texts);
    done.clear();
  }

  @Test
  void whoWaitsIsReleasedByAConfirmationOfHisEnvelopeOrALaterOne() {
    await(1);
    await(2);
    await(4);
    confirmations.confirmed(1, now);
    expectDone("1 ok");
    confirmations.confirmed(3, now);
    expectDone("2 ok");
    confirmations.confirmed(2, now);
    expectDone();
    confirmations.confirmed(4, now);
    expectDone("4 ok");
    assertThat(waits(Outcome.CONFIRMED)).isEqualTo(3);
    assertThat(registry.get("gateway.confirm").timer().count()).isEqualTo(3);
  }

  @Test
  void aWaitRunsOutAndThePeerIsLate() {
    await(1);
    now += millis(60);
    await(2);
    assertThat(confirmations.remainingNanos(now)).isEqualTo(millis(40));
    assertThat(confirmations.owedNanos(now)).isEqualTo(millis(60));
    now += millis(39);
    assertThat(confirmations.expire(now)).isFalse();
    expectDone();
    now += millis(1);
    assertThat(confirmations.expire(now)).isTrue();
    // Nothing waits for it, not even what could have waited for 60 ms more.
    expectDone("1 no", "2 no");
    assertThat(waits(Outcome.LATE)).isEqualTo(1);
    assertThat(waits(Outcome.LEFT_OUT)).isEqualTo(1);
    assertThat(confirmations.remainingNanos(now)).isEqualTo(Long.MAX_VALUE);
    assertThat(confirmations.expire(now)).isFalse();
  }

  @Test
  void nobodyWaitsForALatePeerUntilItHasConfirmedAllAndItsTimeIsOver() {
    await(1);
    await(2);
    now += millis(100);
    confirmations.expire(now);
    done.clear();

    await(3);
    expectDone("3 no");
    confirmations.confirmed(1, now);
    now += millis(1000);
    assertThat(confirmations.returns(now)).as("2 is outstanding").isFalse();
    await(4);
    expectDone("4 no");
    assertThat(confirmations.owedNanos(now)).isEqualTo(millis(1100));
    confirmations.confirmed(2, now);
    assertThat(confirmations.owedNanos(now)).isZero();
    assertThat(confirmations.returns(now)).isTrue();
    assertThat(confirmations.returns(now)).as("told once").isFalse();
    await(5);
    expectDone();
    confirmations.confirmed(5, now);
    expectDone("5 ok");
  }

  @Test
  void confirmingEarlierDoesNotShortenTheTime() {
    await(1);
    now += millis(100);
    confirmations.expire(now);
    confirmations.confirmed(1, now);
    now += millis(999);
    assertThat(confirmations.returns(now)).isFalse();
    now += millis(1);
    assertThat(confirmations.returns(now)).isTrue();
  }

  private long lateAgain(long number) {
    await(number);
    now += millis(100);
    assertThat(confirmations.expire(now)).isTrue();
    confirmations.confirmed(number, now);
    long out = confirmations.outNanos();
    now += out;
    assertThat(confirmations.returns(now)).isTrue();
    return TimeUnit.NANOSECONDS.toSeconds(out);
  }

  @Test
  void eachTimeItIsLeftOutForLongerUntilItWasInTimeForAMinute() {
    List<Long> seconds = new ArrayList<>();
    for (int i = 1; i <= 7; i++) {
      now += Confirmations.AFRESH_NANOS - millis(101);
      seconds.add(lateAgain(i));
    }
    assertThat(seconds).containsExactly(1L, 2L, 4L, 8L, 16L, 30L, 30L);
    now += Confirmations.AFRESH_NANOS;
    assertThat(lateAgain(8)).isEqualTo(1);
  }

  @Test
  void aConfirmationThatComesAfterTheTimeDoesNotSaveTheWait() {
    await(1);
    now += millis(100);
    confirmations.confirmed(1, now);
    expectDone("1 no");
    assertThat(confirmations.expire(now)).isFalse();
    await(2);
    confirmations.confirmed(2, now);
    expectDone("2 ok");
  }

  @Test
  void whoWasHeldUpHimselfDoesNotJudge() {
    await(1);
    now += millis(100) + Confirmations.HELD_UP_NANOS + 1;
    assertThat(confirmations.expire(now)).isFalse();
    expectDone("1 no");
    await(2);
    expectDone();
  }

  @Test
  void anEnvelopeThatCouldNotBeSentIsNotConfirmedByALaterOne() {
    await(1);
    await(3);
    confirmations.failed(2);
    expectDone("3 no");
    confirmations.confirmed(4, now);
    expectDone("1 ok");
    // One whose fate is known before anybody waits for it.
    confirmations.failed(5);
    await(6);
    expectDone("6 no");
    await(7);
    confirmations.confirmed(7, now);
    expectDone("7 ok");
    assertThat(waits(Outcome.FAILED)).isEqualTo(2);
  }

  @Test
  void nobodyWaitsForAPeerThatIsGone() {
    await(1);
    confirmations.end(Outcome.LEFT);
    expectDone("1 ok");
    await(2);
    confirmations.end(Outcome.FAILED);
    expectDone("2 no");
  }
}
