package io.wsgateway.support;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;
import org.junit.platform.launcher.listeners.SummaryGeneratingListener;
import org.junit.platform.launcher.listeners.TestExecutionSummary;

/** What junit-platform.properties says of time-outs, on classes that the build does not find. */
final class TimeoutTest {
  private static final long TOO_LONG_NANOS = TimeUnit.SECONDS.toNanos(20);

  private static volatile boolean ended;
  private static volatile boolean over;
  private static volatile Thread ran;

  /** Does not look whether it is interrupted, like a loop over a socket. */
  static final class Hanging {
    @Test
    void loops() {
      long start = System.nanoTime();
      while (!ended && System.nanoTime() - start < TOO_LONG_NANOS) {
        Thread.onSpinWait();
      }
      over = true;
    }
  }

  /** Needs no time. */
  static final class Harmless {
    @Test
    void notes() {
      ran = Thread.currentThread();
    }
  }

  @Test
  void aTestThatHeedsNoInterruptFailsAndTheRunGoesOn() {
    var request =
        LauncherDiscoveryRequestBuilder.request()
            .selectors(selectClass(Hanging.class))
            .configurationParameter("junit.jupiter.execution.timeout.default", "50 ms");
    try {
      assertThat(run(request).getFailures())
          .singleElement()
          .satisfies(f -> assertThat(f.getException()).isInstanceOf(TimeoutException.class));
      assertThat(over).as("the run waited for it").isFalse();
    } finally {
      ended = true;
    }
  }

  @Test
  void everyTestHasATimeOutOfThatKind() {
    var request = LauncherDiscoveryRequestBuilder.request().selectors(selectClass(Harmless.class));
    assertThat(run(request).getTestsSucceededCount()).isEqualTo(1);
    assertThat(ran).isNotNull().isNotEqualTo(Thread.currentThread());
  }

  private static TestExecutionSummary run(LauncherDiscoveryRequestBuilder request) {
    SummaryGeneratingListener listener = new SummaryGeneratingListener();
    LauncherFactory.create().execute(request.build(), listener);
    return listener.getSummary();
  }
}
