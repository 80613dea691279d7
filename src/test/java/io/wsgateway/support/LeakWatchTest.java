package io.wsgateway.support;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** In the unit tests' JVM; {@link LeakWatchIT} is the same in that of the integration tests. */
final class LeakWatchTest {
  @Test
  void everyBufferIsWatched() {
    PlantedLeak.assertEveryBufferIsWatched();
  }

  @Test
  void aClassThatLeaksFailsTheRun() {
    assertThat(PlantedLeak.failures(PlantedLeak.Leaking.class))
        .singleElement()
        .asString()
        .contains("buffers leaked in", "Leaking")
        .contains("PlantedLeak.java");
  }

  @Test
  void aClassThatReleasesPasses() {
    assertThat(PlantedLeak.failures(PlantedLeak.Releasing.class)).isEmpty();
  }
}
