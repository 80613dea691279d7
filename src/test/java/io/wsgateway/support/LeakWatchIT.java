package io.wsgateway.support;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** {@link LeakWatchTest} for the JVM that runs the integration tests, which is set up by itself. */
final class LeakWatchIT {
  @Test
  void everyBufferIsWatched() {
    PlantedLeak.assertEveryBufferIsWatched();
  }

  @Test
  void aClassThatLeaksFailsTheRun() {
    assertThat(PlantedLeak.failures(PlantedLeak.Leaking.class)).hasSize(1);
  }
}
