package io.wsgateway.transport;

import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.util.internal.PlatformDependent;
import io.wsgateway.connection.DirectMemory;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;

/** Measures the direct memory that Netty's buffers use; the JVM's count includes other users. */
public final class NettyMemory implements DirectMemory {
  private final BufferPoolMXBean pool =
      ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class).stream()
          .filter(bean -> bean.getName().equals("direct"))
          .findFirst()
          .orElseThrow(() -> new IllegalStateException("this JVM does not count direct memory"));

  @Override
  public long maxBytes() {
    return PlatformDependent.maxDirectMemory();
  }

  /**
   * Free memory that the allocator keeps in chunks of 4 MB is not counted between a half and seven
   * eighths of the maximum. Below that it does not matter; above, the chunks take most of what
   * there is.
   */
  @Override
  public long usedBytes() {
    long reserved = pool.getMemoryUsed();
    return reserved > maxBytes() / 2
            && reserved < maxBytes() * 7 / 8
            && ByteBufAllocator.DEFAULT instanceof PooledByteBufAllocator chunks
        ? Math.min(reserved, chunks.pinnedDirectMemory())
        : reserved;
  }
}
