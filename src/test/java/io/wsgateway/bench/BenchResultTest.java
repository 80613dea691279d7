package io.wsgateway.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import org.junit.jupiter.api.Test;

class BenchResultTest {
  @Test
  void aRunWithEveryMessageOnceCounts() {
    assertThat(result(10, 0, 1, 2).isVoid()).isFalse();
    assertThat(result(10, 0, 1, 2).table()).endsWith("OK\n").doesNotContain("VOID");
  }

  @Test
  void aRunWithAMissingMessageIsVoid() {
    BenchResult result = result(10, 0, 2);
    assertThat(result.isVoid()).isTrue();
    assertThat(result.table()).contains("1 messages are missing").endsWith("VOID\n");
    assertThat(result.json().getInteger("missing")).isEqualTo(1);
  }

  @Test
  void aRunWithADuplicateIsVoid() {
    BenchResult result = result(10, 0, 1, 1, 2);
    assertThat(result.isVoid()).isTrue();
    assertThat(result.json().getInteger("duplicates")).isEqualTo(1);
  }

  @Test
  void aRunWithAReorderedMessageIsVoid() {
    BenchResult result = result(10, 0, 2, 1);
    assertThat(result.isVoid()).isTrue();
    assertThat(result.json().getInteger("reordered")).isEqualTo(1);
    assertThat(result.table()).contains("1 messages arrived after a later one").endsWith("VOID\n");
  }

  @Test
  void aRunWithoutDeliveriesIsVoid() {
    assertThat(result(0).isVoid()).isTrue();
  }

  @Test
  void latencyIsSaidInMicroseconds() {
    Latency latency = new Latency();
    for (int i = 1; i <= 1000; i++) {
      latency.record(i * 1_000_000L);
    }
    assertThat(latency.micros(50)).isBetween(500_000.0, 501_000.0);
    assertThat(latency.micros(99)).isBetween(990_000.0, 991_000.0);
    assertThat(latency.json().getLong("count")).isEqualTo(1000);
  }

  @Test
  void latencyBeyondItsRangeCountsAsTheLongest() {
    Latency latency = new Latency();
    latency.record(Long.MAX_VALUE);
    latency.record(-5);
    assertThat(latency.micros(100)).isGreaterThanOrEqualTo(600e6);
    assertThat(latency.micros(0)).isLessThan(1);
  }

  private BenchResult result(long measured, int... sequences) {
    Receipts receipts = new Receipts();
    for (int sequence : sequences) {
      receipts.received(sequence);
    }
    Totals totals = new Totals();
    totals.add(receipts, sequences.length == 0 ? 0 : 3);
    return BenchResult.of(Plans.of(Scenario.FANOUT, URI.create("ws://127.0.0.1:1/")))
        .counts(3, measured, totals)
        .build(new Errors(), new ServerMeter(null), 1, false);
  }
}
