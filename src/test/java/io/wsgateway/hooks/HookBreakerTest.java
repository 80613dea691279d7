package io.wsgateway.hooks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class HookBreakerTest {
  private final List<Boolean> changes = new ArrayList<>();

  private HookBreaker breaker(Duration pause) {
    return new HookBreaker(pause, changes::add);
  }

  private static void calls(HookBreaker breaker, int up, int down) {
    for (int i = 0; i < up; i++) {
      assertThat(breaker.mayCall()).isTrue();
      breaker.up(1);
    }
    for (int i = 0; i < down; i++) {
      assertThat(breaker.mayCall()).isTrue();
      breaker.down(1, new Exception("down"));
    }
  }

  @Test
  void itOpensWhenHalfOfTheCallsFail() {
    HookBreaker breaker = breaker(Duration.ofMinutes(5));
    calls(breaker, 5, 5);
    assertThat(breaker.isOpen()).isTrue();
    assertThat(breaker.mayCall()).isFalse();
    assertThat(changes).containsExactly(true);
  }

  @Test
  void aFewFailuresAmongManyCallsOpenNothing() {
    HookBreaker breaker = breaker(Duration.ofMinutes(5));
    calls(breaker, 1000, 100);
    assertThat(breaker.isOpen()).isFalse();
    assertThat(changes).isEmpty();
  }

  @Test
  void fewCallsOpenNothing() {
    HookBreaker breaker = breaker(Duration.ofMinutes(5));
    calls(breaker, 0, 9);
    assertThat(breaker.isOpen()).isFalse();
  }

  @Test
  void afterAPauseAFewCallsTryAndCloseIt() {
    HookBreaker breaker = breaker(Duration.ofMillis(20));
    calls(breaker, 0, 10);
    await().until(breaker::mayCall);
    assertThat(breaker.mayCall()).isTrue();
    assertThat(breaker.mayCall()).isTrue();
    assertThat(breaker.mayCall()).as("more than the trial calls").isFalse();
    for (int i = 0; i < 3; i++) {
      breaker.up(1);
    }
    assertThat(breaker.isOpen()).isFalse();
    assertThat(changes).containsExactly(true, false);
  }

  @Test
  void trialsThatFailOpenItAgainWithoutAnotherLine() {
    HookBreaker breaker = breaker(Duration.ofMillis(20));
    calls(breaker, 0, 10);
    await().until(breaker::mayCall);
    breaker.down(1, new Exception("down"));
    calls(breaker, 0, 2);
    assertThat(breaker.isOpen()).isTrue();
    assertThat(changes).containsExactly(true);
  }
}
