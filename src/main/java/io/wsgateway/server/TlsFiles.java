package io.wsgateway.server;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.ServerSSLOptions;
import io.wsgateway.config.TlsConfig;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gives new connections a new certificate when the PEM files change. Certificate and key are not
 * replaced at one instant, so a change counts once two looks in a row see the same. What cannot be
 * loaded is logged once, and the old certificate stays. Belongs to one event loop.
 */
final class TlsFiles {
  private static final Logger LOG = LoggerFactory.getLogger(TlsFiles.class);

  private final Vertx vertx;
  private final HttpServer server;
  private final TlsConfig tls;
  private @Nullable List<Long> loaded;
  private @Nullable List<Long> seen;

  TlsFiles(Vertx vertx, HttpServer server, TlsConfig tls) {
    this.vertx = vertx;
    this.server = server;
    this.tls = tls;
  }

  static PemKeyCertOptions pem(TlsConfig tls) {
    return new PemKeyCertOptions().setCertPath(tls.cert()).setKeyPath(tls.key());
  }

  /** Looks at the files; to be called every few seconds, from the start on. */
  Future<Void> look() {
    return Future.all(stamp(tls.cert()), stamp(tls.key()))
        .<Void>compose(both -> changed(both.<Long>list()))
        .otherwise(
            failure -> {
              LOG.atError()
                  .addKeyValue("event", "tls.reload_failed")
                  .log(
                      "http.tls: the new certificate cannot be loaded, the old one stays: {}",
                      String.valueOf(failure.getMessage()));
              return null;
            });
  }

  private Future<Void> changed(List<Long> now) {
    boolean settled = now.equals(seen);
    seen = now;
    if (loaded == null) {
      loaded = now;
    }
    if (!settled || now.equals(loaded)) {
      return Future.succeededFuture();
    }
    loaded = now;
    // Forced, since the options compare as equal: only what the paths lead to has changed.
    return server
        .updateSSLOptions(new ServerSSLOptions().setKeyCertOptions(pem(tls)), true)
        .onSuccess(
            done ->
                LOG.atInfo()
                    .addKeyValue("event", "tls.reloaded")
                    .log("http.tls: new connections get the new certificate"))
        .mapEmpty();
  }

  private Future<Long> stamp(String path) {
    return vertx
        .fileSystem()
        .props(path)
        .map(props -> props.lastModifiedTime() * 31 + props.size());
  }
}
