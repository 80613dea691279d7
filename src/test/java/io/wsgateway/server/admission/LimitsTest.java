package io.wsgateway.server.admission;

import static org.assertj.core.api.Assertions.assertThat;

import io.wsgateway.channel.LogCap;
import io.wsgateway.config.LimitsConfig;
import io.wsgateway.config.load.ConfigLoader;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class LimitsTest {
  private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 5);

  @Test
  void aBucketLetsASecondsWorthThroughAndRefills() {
    var bucket = new AdmissionRate(10, nanos::get);
    for (int i = 0; i < 10; i++) {
      assertThat(bucket.tryTake()).isTrue();
    }
    assertThat(bucket.tryTake()).isFalse();
    nanos.addAndGet(TimeUnit.MILLISECONDS.toNanos(100));
    assertThat(bucket.tryTake()).isTrue();
    assertThat(bucket.tryTake()).isFalse();
    nanos.addAndGet(TimeUnit.HOURS.toNanos(1));
    int taken = 0;
    while (bucket.tryTake()) {
      taken++;
    }
    assertThat(taken).isEqualTo(10);
  }

  @Test
  void countsPerKeyForgetKeysThatCountNothing() {
    var counts = new CappedCounts(2);
    assertThat(counts.tryAcquire("a")).isTrue();
    assertThat(counts.tryAcquire("a")).isTrue();
    assertThat(counts.tryAcquire("a")).isFalse();
    assertThat(counts.tryAcquire("b")).isTrue();
    counts.release("a");
    assertThat(counts.tryAcquire("a")).isTrue();
    counts.release("a");
    counts.release("a");
    counts.release("b");
    assertThat(counts.size()).isZero();
  }

  @Test
  void aCapOfTheSystemHoldsForLaterLimitsToo() {
    var limits = new SharedLimits(limits(100), 10, nanos::get);
    limits.capTcp(50);
    assertThat(limits.tcp().cap()).isEqualTo(50);
    limits.limit(limits(200), 10);
    assertThat(limits.tcp().cap()).isEqualTo(50);
    limits.limit(limits(20), 10);
    assertThat(limits.tcp().cap()).isEqualTo(20);
  }

  private static LimitsConfig limits(int tcpConnections) {
    return ConfigLoader.parse(
            "limits: {connections: 1, tcpConnections: %d}".formatted(tcpConnections))
        .config()
        .limits();
  }

  @Test
  void aLoopIsLateWhenItsTimersAreLateAgainAndAgain() {
    var lag = new LoopLag(() -> 200, nanos::get, n -> {});
    fire(lag, 0);
    assertThat(lag.millis()).isZero();
    fire(lag, 900);
    fire(lag, 250);
    assertThat(lag.millis()).isZero();
    fire(lag, 300);
    assertThat(lag.millis()).isEqualTo(250);
    fire(lag, 0);
    assertThat(lag.millis()).isZero();
  }

  private void fire(LoopLag lag, long lateMillis) {
    nanos.addAndGet(TimeUnit.MILLISECONDS.toNanos(lag.periodMillis() + lateMillis));
    lag.tick();
  }

  @Test
  void aLogCapCountsWhatItLeavesOut() {
    var cap = new LogCap(1, TimeUnit.SECONDS.toNanos(1), nanos::get);
    assertThat(cap.next()).isZero();
    assertThat(cap.next()).isNegative();
    assertThat(cap.next()).isNegative();
    nanos.addAndGet(TimeUnit.SECONDS.toNanos(1));
    assertThat(cap.next()).isEqualTo(2);
  }
}
