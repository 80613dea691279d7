package io.wsgateway.support;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.util.ResourceLeakDetector;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.platform.launcher.LauncherDiscoveryRequest;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;
import org.junit.platform.launcher.listeners.SummaryGeneratingListener;

/**
 * Test classes that the build does not find, to be run as it runs its own: {@link LeakWatch} is
 * nowhere named, it has to come by itself.
 */
final class PlantedLeak {
  private PlantedLeak() {}

  /** Loses a buffer. */
  static final class Leaking {
    @Test
    void passes() {
      buffer();
    }
  }

  /** Gives it back. */
  static final class Releasing {
    @Test
    void passes() {
      buffer().release();
    }
  }

  private static ByteBuf buffer() {
    return PooledByteBufAllocator.DEFAULT.directBuffer(100).writeInt(1);
  }

  /** What fails in a run of a class, of which each makes a build fail. */
  static List<String> failures(Class<?> tests) {
    // What others have left until here is theirs.
    LeakWatch.collect();
    LauncherDiscoveryRequest request =
        LauncherDiscoveryRequestBuilder.request().selectors(selectClass(tests)).build();
    SummaryGeneratingListener listener = new SummaryGeneratingListener();
    LauncherFactory.create().execute(request, listener);
    assertThat(listener.getSummary().getTestsSucceededCount()).isEqualTo(1);
    return listener.getSummary().getFailures().stream()
        .map(failure -> String.valueOf(failure.getException().getMessage()))
        .toList();
  }

  static void assertEveryBufferIsWatched() {
    assertThat(ResourceLeakDetector.getLevel()).isEqualTo(ResourceLeakDetector.Level.PARANOID);
  }
}
