package io.wsgateway.support;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.util.ResourceLeakDetector;
import org.junit.jupiter.api.Test;

final class LeakWatchTest {
  @Test
  void everyBufferIsWatched() {
    assertThat(ResourceLeakDetector.getLevel()).isEqualTo(ResourceLeakDetector.Level.PARANOID);
  }

  @Test
  void aPlantedLeakIsFound() {
    LeakWatch.collect();
    plant(false);
    assertThat(LeakWatch.collect()).isNotEmpty().allMatch(leak -> leak.contains("plant"));
  }

  @Test
  void aReleasedBufferIsNone() {
    LeakWatch.collect();
    plant(true);
    assertThat(LeakWatch.collect()).isEmpty();
  }

  private static void plant(boolean release) {
    ByteBuf buffer = PooledByteBufAllocator.DEFAULT.directBuffer(100);
    buffer.writeInt(1);
    if (release) {
      buffer.release();
    }
  }
}
