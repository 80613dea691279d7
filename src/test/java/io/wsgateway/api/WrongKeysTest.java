package io.wsgateway.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.wsgateway.api.WrongKeys.Verdict;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class WrongKeysTest {
  private long now = -5;
  private final WrongKeys wrong = new WrongKeys(() -> now);

  private void pass(long amount, TimeUnit unit) {
    now += unit.toNanos(amount);
  }

  private Verdict last(String address, int times) {
    return IntStream.range(0, times)
        .mapToObj(i -> wrong.wrong(address))
        .reduce((a, b) -> b)
        .orElseThrow();
  }

  @Test
  void theEleventhInAMinuteIsTooMany() {
    assertThat(last("a", WrongKeys.ALLOWED).isTooMany()).isFalse();
    assertThat(wrong.wrong("a")).isEqualTo(new Verdict(60, true));
    assertThat(wrong.wrong("a")).isEqualTo(new Verdict(60, false));
  }

  @Test
  void anotherAddressIsNotAffected() {
    last("a", 1000);
    assertThat(last("b", WrongKeys.ALLOWED).isTooMany()).isFalse();
  }

  @Test
  void whoWaitsAsToldBeginsAnew() {
    last("a", WrongKeys.ALLOWED + 1);
    pass(500, TimeUnit.MILLISECONDS);
    Verdict verdict = wrong.wrong("a");
    assertThat(verdict.retrySeconds()).isEqualTo(60);
    pass(59_499, TimeUnit.MILLISECONDS);
    assertThat(wrong.wrong("a").retrySeconds()).isEqualTo(1);
    pass(1, TimeUnit.MILLISECONDS);
    assertThat(last("a", WrongKeys.ALLOWED).isTooMany()).isFalse();
    assertThat(wrong.wrong("a")).isEqualTo(new Verdict(60, true));
  }

  @Test
  void tenAMinuteAreNeverTooMany() {
    for (int minute = 0; minute < 5; minute++) {
      assertThat(last("a", WrongKeys.ALLOWED).isTooMany()).isFalse();
      pass(1, TimeUnit.MINUTES);
    }
  }

  @Test
  void noMoreAddressesAreCountedThanThereIsRoomFor() {
    IntStream.range(0, 3 * WrongKeys.MAX_ADDRESSES).forEach(i -> wrong.wrong("address " + i));
    assertThat(wrong.size()).isEqualTo(WrongKeys.MAX_ADDRESSES);
    assertThat(last("late", 100).isTooMany()).as("not counted").isFalse();
    assertThat(last("address 1", 10).isTooMany()).as("counted").isTrue();
    pass(1, TimeUnit.MINUTES);
    assertThat(last("late", 11).isTooMany()).as("there is room again").isTrue();
    assertThat(wrong.size()).isEqualTo(1);
  }
}
