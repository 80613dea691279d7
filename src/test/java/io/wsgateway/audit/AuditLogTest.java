package io.wsgateway.audit;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.wsgateway.metrics.AuditMetrics;
import io.wsgateway.support.Logs;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class AuditLogTest {
  private static final Duration LIMIT = Duration.ofSeconds(20);

  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private final AuditMetrics metrics = new AuditMetrics(registry);

  /** Whatever the test wants of a disk. */
  private static class Disk implements AuditSink {
    final List<String> lines = Collections.synchronizedList(new ArrayList<>());
    volatile boolean full;
    volatile boolean closed;

    @Override
    public String name() {
      return "the disk";
    }

    @Override
    public void write(byte[] line) throws IOException {
      if (full) {
        throw new IOException("no space");
      }
      lines.add(new String(line, UTF_8));
    }

    @Override
    public void close() {
      closed = true;
    }
  }

  private static AuditLine line(int number) {
    return new AuditLine(Instant.EPOCH).number("number", number);
  }

  private double dropped(String reason) {
    return registry.get("gateway.audit.dropped").tag("reason", reason).counter().count();
  }

  private static void close(AuditLog log) throws Exception {
    log.close().toCompletableFuture().get(20, TimeUnit.SECONDS);
  }

  @Test
  void everyLineIsWrittenInOrderBeforeItEnds() throws Exception {
    Disk disk = new Disk();
    AuditLog log = new AuditLog(disk, metrics).begin();
    for (int i = 0; i < 1000; i++) {
      log.write(line(i));
    }
    close(log);
    assertThat(disk.lines).hasSize(1000);
    assertThat(disk.lines.get(999)).contains("\"number\":999");
    assertThat(disk.closed).isTrue();
    assertThat(dropped("backlog") + dropped("failed")).isZero();
  }

  @Test
  void whatASlowDiskCannotTakeIsDroppedAndCountedAndNobodyWaits() throws Exception {
    CountDownLatch stuck = new CountDownLatch(1);
    Disk disk =
        new Disk() {
          @Override
          public void write(byte[] line) throws IOException {
            try {
              stuck.await();
            } catch (InterruptedException e) {
              throw new IOException(e);
            }
            super.write(line);
          }
        };
    try (Logs logs = new Logs(AuditLog.class)) {
      AuditLog log = new AuditLog(disk, metrics).begin();
      int size = line(10_000).bytes().length + 64;
      int more = AuditLog.QUEUE_BYTES / size + 1000;
      for (int i = 10_000; i < 10_000 + more; i++) {
        log.write(line(i));
      }
      assertThat(dropped("backlog")).isBetween(990.0, 1000.0);
      assertThat(logs.events()).hasSize(1);
      assertThat(logs.lines().get(0)).contains("audit.dropped", "the disk");
      stuck.countDown();
      await().atMost(LIMIT).until(() -> disk.lines.size() + dropped("backlog") == more);
      log.write(line(7));
      close(log);
      assertThat(disk.lines.get(disk.lines.size() - 1)).contains("\"number\":7}");
    }
  }

  @Test
  void whatCannotBeWrittenIsCountedAndTheNextLineTriesAgain() throws Exception {
    Disk disk = new Disk();
    disk.full = true;
    try (Logs logs = new Logs(AuditLog.class)) {
      AuditLog log = new AuditLog(disk, metrics).begin();
      for (int i = 0; i < 100; i++) {
        log.write(line(i));
      }
      await().atMost(LIMIT).until(() -> dropped("failed") == 100);
      disk.full = false;
      log.write(line(7));
      close(log);
      assertThat(disk.lines).hasSize(1);
      // The thread of a log that another test has ended may still log something.
      assertThat(logs.lines())
          .filteredOn(logged -> logged.contains("no space"))
          .singleElement()
          .asString()
          .contains("audit.failed");
    }
  }

  @Test
  void aStuckDiskDoesNotHoldUpTheEnd() throws Exception {
    Disk disk =
        new Disk() {
          @Override
          public void write(byte[] line) throws IOException {
            try {
              new CountDownLatch(1).await();
            } catch (InterruptedException e) {
              throw new IOException("interrupted", e);
            }
          }
        };
    AuditLog log = new AuditLog(disk, metrics).begin();
    log.write(line(1));
    close(log);
    assertThat(disk.lines).isEmpty();
  }

  @Test
  void standardOutputGetsWholeLines() throws Exception {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    StandardOutput out = new StandardOutput(new PrintStream(bytes, true, UTF_8));
    AuditLog log = new AuditLog(out, metrics).begin();
    log.write(line(1));
    close(log);
    assertThat(bytes.toString(UTF_8)).isEqualTo(new String(line(1).bytes(), UTF_8));
  }
}
