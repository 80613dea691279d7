package io.wsgateway.audit;

import io.wsgateway.channel.LogCap;
import io.wsgateway.limit.CappedCount;
import io.wsgateway.metrics.AuditMetrics;
import io.wsgateway.metrics.AuditMetrics.Reason;
import java.io.IOException;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes lines on a thread of its own, in the order in which they come. Any thread may call it, and
 * none is blocked.
 *
 * <p>At most {@value #QUEUE_BYTES} bytes wait to be written. Policy: a line that finds no room is
 * dropped and counted, and so is one that cannot be written. Neither affects what is recorded.
 */
public final class AuditLog {
  /** The value of {@code logging.audit} for standard output. */
  public static final String STDOUT = "stdout";

  static final int QUEUE_BYTES = 4 * 1024 * 1024;

  /** What an array and its node in the queue take beside the bytes. */
  private static final int OVERHEAD_BYTES = 64;

  private static final long CLOSE_SECONDS = 2;
  private static final Logger log = LoggerFactory.getLogger(AuditLog.class);
  private static final byte[] END = {};

  private final AuditSink sink;
  private final AuditMetrics metrics;
  private final BlockingQueue<byte[]> queue = new LinkedBlockingQueue<>();
  private final CappedCount bytes = new CappedCount(QUEUE_BYTES);
  private final LogCap backlog = cap();
  private final LogCap failed = cap();
  private final CompletableFuture<Void> ended = new CompletableFuture<>();
  private final Thread thread = new Thread(this::run, "audit-log");

  AuditLog(AuditSink sink, AuditMetrics metrics) {
    this.sink = sink;
    this.metrics = metrics;
    thread.setDaemon(true);
  }

  /**
   * Opens the file and begins. Blocks for as long as the file system takes.
   *
   * @param target a file, or {@link #STDOUT}
   * @throws AuditFileException with a sentence, if the file cannot be opened
   */
  public static AuditLog open(String target, AuditMetrics metrics) throws AuditFileException {
    AuditSink sink =
        target.equals(STDOUT) ? new StandardOutput(System.out) : AuditFile.open(target);
    return new AuditLog(sink, metrics).begin();
  }

  AuditLog begin() {
    thread.start();
    return this;
  }

  private static LogCap cap() {
    return new LogCap(1, TimeUnit.MINUTES.toNanos(1), System::nanoTime);
  }

  /** Puts a line into the queue. */
  public void write(AuditLine line) {
    byte[] text = line.bytes();
    if (bytes.tryAcquire(text.length + OVERHEAD_BYTES)) {
      queue.add(text);
      return;
    }
    metrics.dropped(Reason.BACKLOG);
    long unsaid = backlog.next();
    if (unsaid >= 0) {
      LogCap.tell(log.atWarn().addKeyValue("event", "audit.dropped"), unsaid)
          .log("lines of the audit log are dropped: {} is too slow", sink.name());
    }
  }

  /**
   * Ends it when the lines so far are written, and after {@value #CLOSE_SECONDS} s at the latest.
   *
   * @return completes then, and never fails
   */
  public CompletionStage<Void> close() {
    queue.add(END);
    return ended
        .copy()
        .completeOnTimeout(null, CLOSE_SECONDS, TimeUnit.SECONDS)
        .thenRun(thread::interrupt);
  }

  private void run() {
    try {
      for (byte[] line = queue.take(); line != END; line = queue.take()) {
        write(line);
        bytes.release(line.length + OVERHEAD_BYTES);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      sink.close();
      ended.complete(null);
    }
  }

  private void write(byte[] line) {
    try {
      sink.write(line);
    } catch (IOException | RuntimeException e) {
      metrics.dropped(Reason.FAILED);
      long unsaid = failed.next();
      if (unsaid >= 0) {
        LogCap.tell(log.atError().addKeyValue("event", "audit.failed"), unsaid)
            .log(
                "lines of the audit log are dropped: {} cannot be written ({})",
                sink.name(),
                AuditFile.reason(e));
      }
    }
  }
}
