package io.wsgateway.transport;

import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.util.internal.PlatformDependent;
import io.wsgateway.connection.DirectMemory;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;

/**
 * The direct memory of which Netty takes its buffers; the count is the JVM's, with others' part.
 */
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
   * What the allocator keeps for later ones, in chunks of 4 MB, counts only when it does not matter
   * or is most of what there is.
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
