package io.wsgateway.server.admission;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Finds the lag of the current event loop of the public port, for callers that do not know which
 * loop they run on. Thread-safe.
 */
final class LoopLags {
  private final Map<Thread, LoopLag> byLoop = new ConcurrentHashMap<>();

  /** Registers the lag of the current event loop. */
  void add(LoopLag lag) {
    byLoop.put(Thread.currentThread(), lag);
  }

  /** {@link LoopLag#millis} of the current event loop; 0 if it is not measured. */
  long millis() {
    LoopLag lag = byLoop.get(Thread.currentThread());
    return lag == null ? 0 : lag.millis();
  }
}
