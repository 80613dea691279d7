package io.wsgateway.connection;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.ServerSSLOptions;
import io.wsgateway.config.TlsConfig;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gives new connections a new certificate when the PEM files change. Certificate and key are not
 * replaced at one instant, so a change counts once two looks in a row see the same. What cannot be
 * loaded is logged once, and the old certificate stays. Belongs to one event loop; of servers that
 * share a port one is enough, since the certificate is the port's.
 */
public final class TlsFiles {
  private static final Logger LOG = LoggerFactory.getLogger(TlsFiles.class);
  private static final long LOOK_MILLIS = 10_000;

  private final Vertx vertx;
  private final HttpServer server;
  private final String key;
  private final TlsConfig tls;
  private @Nullable List<Long> loaded;
  private @Nullable List<Long> seen;
  private String told = "";

  private TlsFiles(Vertx vertx, HttpServer server, String key, TlsConfig tls) {
    this.vertx = vertx;
    this.server = server;
    this.key = key;
    this.tls = tls;
  }

  /**
   * Makes a server speak TLS.
   *
   * @param handshakeSeconds how long the TLS handshake may take
   */
  public static HttpServerOptions secure(
      HttpServerOptions options, TlsConfig tls, int handshakeSeconds) {
    return options
        .setSsl(true)
        .setUseAlpn(false)
        .setSslHandshakeTimeout(handshakeSeconds)
        .setSslHandshakeTimeoutUnit(TimeUnit.SECONDS)
        .setKeyCertOptions(pem(tls));
  }

  /**
   * Watches the files of a server that listens, until the context that calls is closed.
   *
   * @param key where the files stand in the configuration, for the log
   */
  public static TlsFiles watch(Vertx vertx, HttpServer server, String key, TlsConfig tls) {
    TlsFiles files = new TlsFiles(vertx, server, key, tls);
    vertx.setPeriodic(0, LOOK_MILLIS, id -> files.look());
    return files;
  }

  /** Looks at the files now; on the event loop that watches. */
  public Future<Void> look() {
    return Future.all(stamp(tls.cert()), stamp(tls.key()))
        .<Void>compose(both -> changed(both.<Long>list()))
        .onSuccess(v -> told = "")
        .otherwise(
            failure -> {
              tell(String.valueOf(failure.getMessage()));
              return null;
            });
  }

  /** A file that is missing is missing at every look; it is told once. */
  private void tell(String problem) {
    if (!told.equals(problem)) {
      told = problem;
      LOG.atError()
          .addKeyValue("event", "tls.failed")
          .log("{}: the new certificate cannot be loaded, the old one stays: {}", key, problem);
    }
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
                    .log("{}: new connections get the new certificate", key))
        .mapEmpty();
  }

  private static PemKeyCertOptions pem(TlsConfig tls) {
    return new PemKeyCertOptions().setCertPath(tls.cert()).setKeyPath(tls.key());
  }

  private Future<Long> stamp(String path) {
    return vertx
        .fileSystem()
        .props(path)
        .map(props -> props.lastModifiedTime() * 31 + props.size());
  }
}
