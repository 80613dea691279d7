package io.wsgateway.bench;

import io.vertx.core.json.JsonObject;
import org.HdrHistogram.Histogram;

/**
 * Times of one thread, from the moment when something was meant to begin, so that a stall shows in
 * all that it delayed. Three digits, 1 microsecond to 10 minutes; longer ones count as that.
 */
final class Latency {
  private static final long FINEST = 1_000;
  private static final long LONGEST = 600_000_000_000L;

  private final Histogram histogram = new Histogram(FINEST, LONGEST, 3);

  void record(long nanos) {
    histogram.recordValue(Math.max(0, Math.min(nanos, LONGEST)));
  }

  /** Adds another's times, whose thread has stopped. */
  void add(Latency other) {
    histogram.add(other.histogram);
  }

  long count() {
    return histogram.getTotalCount();
  }

  /** A percentile in microseconds, 0 without any. */
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
