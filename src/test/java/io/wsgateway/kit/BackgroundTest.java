package io.wsgateway.kit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

final class BackgroundTest {
  private final AtomicInteger runs = new AtomicInteger();

  @Test
  void onceIsOverWhenItIsClosed() {
    Background.once(runs::incrementAndGet).close();
    assertThat(runs).hasValue(1);
  }

  @Test
  void repeatsUntilItIsClosed() {
    Background background = Background.repeat(Duration.ofMillis(1), runs::incrementAndGet);
    await().until(() -> runs.get() > 3);
    background.close();
    assertThat(Thread.getAllStackTraces().keySet())
        .noneMatch(thread -> thread.getName().equals("background") && thread.isAlive());
  }

  @Test
  void whatItThrowsFailsTheTest() {
    Background background =
        Background.once(
            () -> {
              throw new AssertionError("planted");
            });
    assertThatThrownBy(() -> background.during(() -> {}))
        .isInstanceOf(AssertionError.class)
        .hasRootCauseMessage("planted");
    assertThatThrownBy(
            () ->
                background.during(
                    () -> {
                      throw new IllegalStateException("the test's own");
                    }))
        .hasMessage("the test's own")
        .satisfies(own -> assertThat(own.getSuppressed()[0]).hasRootCauseMessage("planted"));
  }
}
