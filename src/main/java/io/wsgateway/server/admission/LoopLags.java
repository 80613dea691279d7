package io.wsgateway.server.admission;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * How late each event loop of the public port is, for what is asked on any of them without knowing
 * which. Thread-safe.
 */
final class LoopLags {
  private final Map<Thread, LoopLag> byLoop = new ConcurrentHashMap<>();

  /** Tells of the current event loop. */
  void add(LoopLag lag) {
    byLoop.put(Thread.currentThread(), lag);
  }

  /** {@link LoopLag#millis} of the current event loop; 0 if it is not measured. */
  long millis() {
    LoopLag lag = byLoop.get(Thread.currentThread());
    return lag == null ? 0 : lag.millis();
  }
}
