package io.wsgateway.app;

import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.wsgateway.config.BusTlsConfig;
import io.wsgateway.metrics.TlsMetrics.Listener;
import io.wsgateway.transport.TlsFiles;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Watches the certificate of the event bus. */
final class BusTls {
  private BusTls() {}

  /** Reports new certificate files. The event bus keeps the certificate that it started with. */
  static Future<Void> watch(Vertx vertx, @Nullable BusTlsConfig config, MeterRegistry registry) {
    return TlsFiles.load(vertx, Listener.EVENT_BUS, config == null ? null : config.pair(), registry)
        .onSuccess(files -> files.ifPresent(f -> f.watch(List.of())))
        .mapEmpty();
  }
}
