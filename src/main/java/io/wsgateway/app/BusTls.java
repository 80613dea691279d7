package io.wsgateway.app;

import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.wsgateway.metrics.TlsMetrics;
import io.wsgateway.metrics.TlsMetrics.Listener;
import io.wsgateway.transport.BusCertificates;
import io.wsgateway.transport.TlsFiles;
import io.wsgateway.transport.TlsReload;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Watches the certificate of the event bus. Any thread may call it. */
final class BusTls {
  private final Context context;
  private final Optional<TlsFiles> files;

  private BusTls(Context context, Optional<TlsFiles> files) {
    this.context = context;
    this.files = files;
  }

  /** Registers the meters of a node without an event bus, which has them like the others. */
  static Future<Void> none(MeterRegistry registry) {
    TlsMetrics.none(registry, Listener.EVENT_BUS);
    return Future.succeededFuture();
  }

  /**
   * Gives new certificates to new connections of the event bus, watched for on this context.
   *
   * @param certificates null without TLS
   */
  static Future<BusTls> watch(
      Context context, @Nullable BusCertificates certificates, MeterRegistry registry) {
    return TlsFiles.load(context.owner(), certificates, registry)
        .map(files -> new BusTls(context, files))
        .onSuccess(BusTls::watch);
  }

  private void watch() {
    files.ifPresent(found -> context.runOnContext(v -> found.watch()));
  }

  /** Loads the files now if they have changed; completes when that is done. */
  Future<Void> reload() {
    return TlsReload.on(context, () -> files);
  }
}
