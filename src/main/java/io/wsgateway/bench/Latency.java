package io.wsgateway.bench;

import io.vertx.core.json.JsonObject;
import org.HdrHistogram.Histogram;

/**
 * Records the delays of one thread. A delay counts from the planned time, so that a stall shows in
 * everything that it delayed. Three digits, 1 microsecond to 10 minutes; longer delays count as 10
 * minutes.
 */
final class Latency {
  private static final long FINEST = 1_000;
  private static final long LONGEST = 600_000_000_000L;

  private final Histogram histogram = new Histogram(FINEST, LONGEST, 3);

  void record(long nanos) {
    histogram.recordValue(Math.max(0, Math.min(nanos, LONGEST)));
  }

  /** Adds the delays of another thread, which has stopped. */
  void add(Latency other) {
    histogram.add(other.histogram);
  }

  long count() {
    return histogram.getTotalCount();
  }

  /** Returns a percentile in microseconds, 0 without any delays. */
  double micros(double percentile) {
    return count() == 0 ? 0 : histogram.getValueAtPercentile(percentile) / 1e3;
  }

  JsonObject json() {
    return new JsonObject()
        .put("p50", micros(50))
        .put("p99", micros(99))
        .put("p99.9", micros(99.9))
        .put("max", micros(100))
        .put("count", count());
  }
}
