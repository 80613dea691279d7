package io.wsgateway.app;

import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Future;
import io.wsgateway.audit.AuditFileException;
import io.wsgateway.audit.AuditLog;
import io.wsgateway.config.LoggingConfig;
import io.wsgateway.metrics.AuditMetrics;
import org.jspecify.annotations.Nullable;

/** Opens and closes the audit log of a node. */
final class Audits {
  private Audits() {}

  /**
   * Opens what the configuration names; null if it names nothing. Blocks while the file is opened.
   *
   * @throws StartException if the file cannot be written
   */
  static @Nullable AuditLog open(LoggingConfig logging, MeterRegistry registry) {
    AuditMetrics metrics = new AuditMetrics(registry);
    String target = logging.audit();
    try {
      return target == null ? null : AuditLog.open(target, metrics);
    } catch (AuditFileException e) {
      throw new StartException(String.valueOf(e.getMessage()), e);
    }
  }

  /** Completes when its lines are written, or within seconds if they cannot be. */
  static Future<Void> close(@Nullable AuditLog log) {
    return log == null ? Future.succeededFuture() : Future.fromCompletionStage(log.close());
  }
}
