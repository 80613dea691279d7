package io.wsgateway.transport;

import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.util.internal.PlatformDependent;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;

/**
 * The direct memory of this JVM, of which Netty takes its buffers. At its end the JVM collects
 * garbage and sleeps, again and again, in whatever thread asks for more: event loops stand still
 * for seconds. The count is the JVM's, whose limit holds for what others take, too. Thread-safe.
 */
class DirectMemory {
  private final BufferPoolMXBean pool =
      ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class).stream()
          .filter(bean -> bean.getName().equals("direct"))
          .findFirst()
          .orElseThrow(() -> new IllegalStateException("this JVM does not count direct memory"));

  /** All that there is. */
  long maxBytes() {
    return PlatformDependent.maxDirectMemory();
  }

  /**
   * What buffers take now. What the allocator keeps for later ones, in chunks of 4 MB, counts only
   * when it does not matter or is most of what there is.
   */
  long usedBytes() {
    long reserved = pool.getMemoryUsed();
    return reserved > maxBytes() / 2
            && reserved < maxBytes() * 7 / 8
            && ByteBufAllocator.DEFAULT instanceof PooledByteBufAllocator chunks
        ? Math.min(reserved, chunks.pinnedDirectMemory())
        : reserved;
  }
}
