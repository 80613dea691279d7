package io.wsgateway.transport;

import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Completable;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.internal.ContextInternal;
import io.wsgateway.config.TlsConfig;
import io.wsgateway.config.TlsConfig.Engine;
import io.wsgateway.config.tls.TlsBytes;
import io.wsgateway.config.tls.TlsFileException;
import io.wsgateway.config.tls.TlsPair;
import io.wsgateway.metrics.TlsMetrics;
import io.wsgateway.metrics.TlsMetrics.Listener;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Watches the PEM files of a listener, and gives new connections the new certificate when they
 * change. Certificate and key are not replaced at the same instant. So a change counts once two
 * consecutive checks see the same content, and only if certificate and key belong together. Until
 * then the old pair stays in use, and the log gives the reason. After {@link #watch} it belongs to
 * one event loop. Of servers that share a port, only one needs to watch: the certificate is the
 * port's.
 */
public final class TlsFiles {
  private static final Logger log = LoggerFactory.getLogger(TlsFiles.class);
  private static final long REMIND_NANOS = Duration.ofMinutes(10).toNanos();
  private static final long DAY_NANOS = Duration.ofDays(1).toNanos();

  private final Vertx vertx;
  private final String key;
  private final Source source;
  private final TlsMetrics metrics;
  private final Times times;

  /** What the port's connections use; null for the event bus. */
  private final @Nullable TlsContexts contexts;

  /** Gives a pair to new connections; blocks. */
  private final Consumer<TlsPair> renewal;

  private TlsPair pair;
  private Look current;
  private Look seen;
  private String told = "";
  private long toldNanos;
  private long warnedNanos;

  /**
   * The check interval, and the clocks.
   *
   * @param lookMillis between two checks
   */
  record Times(long lookMillis, LongSupplier nanoTime, InstantSource clock) {
    static final Times REAL = new Times(10_000, System::nanoTime, InstantSource.system());
  }

  /** Reads the files; blocks. */
  private interface Source {
    TlsBytes read() throws TlsFileException;
  }

  /**
   * What is read, and the library that uses it.
   *
   * @param bus what gets it; null: a port of its own
   */
  private record Kind(Source source, Engine engine, @Nullable BusCertificates bus) {}

  /** The result of a check: the content of the files, or why there is none. */
  private record Look(@Nullable TlsBytes bytes, String problem) {
    static Look at(Source source, String key) {
      try {
        return new Look(source.read(), "");
      } catch (TlsFileException e) {
        return new Look(null, e.key(key) + ": " + e.getMessage());
      }
    }

    TlsPair pair(String key) {
      if (bytes == null) {
        throw new ListenException(problem, null);
      }
      try {
        return bytes.pair();
      } catch (TlsFileException e) {
        String where = e.key(key);
        throw new ListenException(where + ": " + e.getMessage(), e);
      }
    }
  }

  private TlsFiles(Vertx vertx, Listener listener, Kind kind, TlsMetrics metrics, Times times) {
    this.vertx = vertx;
    this.key = listener.key();
    this.source = kind.source();
    BusCertificates bus = kind.bus();
    Look look = bus == null ? Look.at(source, key) : new Look(bus.first(), "");
    this.metrics = metrics;
    this.times = times;
    this.pair = look.pair(key);
    this.current = look;
    this.seen = look;
    this.warnedNanos = times.nanoTime().getAsLong();
    metrics.expires(pair.expires().getEpochSecond());
    TlsLibrary library = TlsLibrary.choose(kind.engine(), key);
    metrics.engine(library.label());
    if (bus == null) {
      TlsContexts port = new TlsContexts(library, pair, key);
      this.contexts = port;
      this.renewal = port::renew;
    } else {
      this.contexts = null;
      this.renewal = bus::renew;
    }
  }

  /**
   * Reads the files and checks that they belong together. Fails with a {@link ListenException} that
   * names the configuration key at fault.
   *
   * @param tls the files; null for a listener without TLS, which has its meters and nothing to load
   */
  public static Future<Optional<TlsFiles>> load(
      Vertx vertx, Listener listener, @Nullable TlsConfig tls, MeterRegistry registry) {
    if (tls == null) {
      TlsMetrics.none(registry, listener);
      return Future.succeededFuture(Optional.empty());
    }
    return load(vertx, listener, tls, registry, Times.REAL).map(Optional::of);
  }

  /**
   * Makes the watch of the event bus's files, which were read before.
   *
   * @param bus null without TLS
   */
  public static Future<Optional<TlsFiles>> load(
      Vertx vertx, @Nullable BusCertificates bus, MeterRegistry registry) {
    if (bus == null) {
      TlsMetrics.none(registry, Listener.EVENT_BUS);
      return Future.succeededFuture(Optional.empty());
    }
    Kind kind = new Kind(() -> TlsBytes.read(bus.files()), Engine.JDK, bus);
    return load(vertx, Listener.EVENT_BUS, kind, registry, Times.REAL).map(Optional::of);
  }

  /** Loads as above, with another clock. */
  static Future<TlsFiles> load(
      Vertx vertx, Listener listener, TlsConfig tls, MeterRegistry registry, Times times) {
    Kind kind = new Kind(() -> TlsBytes.read(tls), tls.engine(), null);
    return load(vertx, listener, kind, registry, times);
  }

  private static Future<TlsFiles> load(
      Vertx vertx, Listener listener, Kind kind, MeterRegistry registry, Times times) {
    TlsMetrics metrics = new TlsMetrics(registry, listener);
    ContextInternal context = (ContextInternal) vertx.getOrCreateContext();
    return context
        .executeBlocking(() -> new TlsFiles(vertx, listener, kind, metrics, times))
        .onSuccess(files -> context.addCloseHook(files::close));
  }

  /** Native memory is freed with the verticle or the node that loaded the files. */
  private void close(Completable<Void> closed) {
    if (contexts != null) {
      contexts.close();
    }
    closed.succeed();
  }

  /**
   * Enables TLS for a server.
   *
   * @param handshakeSeconds how long the TLS handshake may take
   * @param fence decides about connections before it; null admits all
   */
  public HttpServerOptions secure(
      HttpServerOptions options, int handshakeSeconds, @Nullable TlsFence fence) {
    return options
        .setSsl(true)
        .setUseAlpn(false)
        .setSslHandshakeTimeout(handshakeSeconds)
        .setSslHandshakeTimeoutUnit(TimeUnit.SECONDS)
        .setKeyCertOptions(new TlsPort.Certificate())
        .setSslEngineOptions(new TlsPort(port(), fence));
  }

  private TlsContexts port() {
    if (contexts == null) {
      throw new IllegalStateException(key + " has no port");
    }
    return contexts;
  }

  /** Watches the files until the calling context is closed. */
  public void watch() {
    vertx.setPeriodic(times.lookMillis(), id -> look());
  }

  /** Checks the files now; call it on the event loop that watches. */
  public Future<Void> look() {
    if (times.nanoTime().getAsLong() - warnedNanos >= DAY_NANOS) {
      warn();
    }
    return vertx
        .executeBlocking(() -> Look.at(source, key))
        .compose(this::looked)
        .otherwise(
            failure -> {
              failed(String.valueOf(failure.getMessage()));
              return null;
            });
  }

  /**
   * Loads the files now if they have changed: a change counts when two checks see the same content.
   */
  public Future<Void> reload() {
    return look().compose(first -> look());
  }

  private Future<Void> looked(Look now) {
    boolean settled = now.equals(seen);
    seen = now;
    if (now.equals(current)) {
      told = "";
    }
    if (!settled || now.equals(current)) {
      return Future.succeededFuture();
    }
    return vertx
        .executeBlocking(() -> now.pair(key))
        .compose(this::renew)
        .onSuccess(
            done -> {
              current = now;
              told = "";
            });
  }

  private Future<Void> renew(TlsPair renewed) {
    Optional<String> objection = renewed.objection(pair, times.clock().instant());
    if (objection.isPresent()) {
      return Future.failedFuture(new ListenException(key + ": " + objection.get(), null));
    }
    return vertx
        .executeBlocking(
            () -> {
              renewal.accept(renewed);
              return null;
            })
        .onSuccess(
            done -> {
              pair = renewed;
              metrics.expires(renewed.expires().getEpochSecond());
              log.atInfo()
                  .addKeyValue("event", "tls.reloaded")
                  .addKeyValue("expires", renewed.expires())
                  .log("{}: new connections get the new certificate", key);
              warn();
            })
        .mapEmpty();
  }

  private void warn() {
    warnedNanos = times.nanoTime().getAsLong();
    pair.warning(times.clock().instant())
        .ifPresent(
            warning -> log.atWarn().addKeyValue("event", "tls.expiry").log("{}: {}", key, warning));
  }

  /** Reports unusable files. Every check finds them again: each is counted, but few are logged. */
  private void failed(String problem) {
    metrics.reloadFailed();
    long now = times.nanoTime().getAsLong();
    if (!told.equals(problem) || now - toldNanos >= REMIND_NANOS) {
      told = problem;
      toldNanos = now;
      log.atError()
          .addKeyValue("event", "tls.failed")
          .log(
              "the files changed and cannot be used; new connections get the old certificate, valid"
                  + " until {}: {}",
              pair.expires(),
              problem);
    }
  }
}
