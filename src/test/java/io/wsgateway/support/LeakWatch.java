package io.wsgateway.support;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.PooledByteBufAllocator;
import java.lang.ref.PhantomReference;
import java.lang.ref.ReferenceQueue;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Fails a test class after which Netty finds a buffer that nobody released. Found by every class of
 * this module as a service; the detector's level is {@code paranoid} in the build.
 */
public final class LeakWatch implements AfterAllCallback {
  private static final ConcurrentLinkedQueue<String> LEAKS = new ConcurrentLinkedQueue<>();
  private static final int ROUNDS = 3;
  private static final int COLLECTED_IN_MILLIS = 2000;

  static {
    ByteBufUtil.setLeakListener((type, records) -> LEAKS.add(type + "\n" + records));
  }

  @Override
  public void afterAll(ExtensionContext context) {
    if (context.getParent().flatMap(ExtensionContext::getTestClass).isPresent()) {
      return;
    }
    List<String> leaks = collect();
    if (!leaks.isEmpty()) {
      throw new AssertionError(
          leaks.size()
              + " buffers leaked in "
              + context.getDisplayName()
              + ", the first:\n"
              + leaks.get(0));
    }
  }

  /** Forces garbage collections, and takes what was found to have leaked so far. */
  static List<String> collect() {
    for (int round = 0; round < ROUNDS; round++) {
      collectGarbage();
      // Netty looks for leaks when it hands out a buffer.
      for (int i = 0; i < ROUNDS; i++) {
        ByteBuf probe = PooledByteBufAllocator.DEFAULT.buffer(1);
        probe.release();
      }
    }
    List<String> found = new ArrayList<>();
    for (String leak = LEAKS.poll(); leak != null; leak = LEAKS.poll()) {
      found.add(leak);
    }
    return found;
  }

  /** Returns when a collection has found an object that was dropped just now. */
  private static void collectGarbage() {
    ReferenceQueue<Object> queue = new ReferenceQueue<>();
    PhantomReference<Object> dropped = new PhantomReference<>(new Object(), queue);
    System.gc();
    try {
      if (queue.remove(COLLECTED_IN_MILLIS) != dropped) {
        throw new IllegalStateException("no garbage collection came");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
