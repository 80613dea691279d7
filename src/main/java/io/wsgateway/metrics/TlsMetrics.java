package io.wsgateway.metrics;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;

/** Meters of the certificate of one listener; make one per listener and node. Thread-safe. */
public final class TlsMetrics {
  private final MeterRegistry registry;
  private final Listener listener;
  private final Counter reloadFailures;
  private volatile double expiry = Double.NaN;

  /** The listeners that use TLS with a certificate of their own. */
  public enum Listener {
    /** The public port. */
    HTTP("http"),
    /** The management port, and the API's port if that is separate. */
    MANAGEMENT("management"),
    /** The event bus. */
    EVENT_BUS("eventBus");

    private final String label;

    Listener(String label) {
      this.label = label;
    }

    /** The group of configuration keys that names its files. */
    public String key() {
      return label + ".tls";
    }
  }

  /** Registers the meters of a listener without TLS, so that every node has the same series. */
  public static void none(MeterRegistry registry, Listener listener) {
    new TlsMetrics(registry, listener).engine("none");
  }

  /**
   * Registers the meters of a listener, whether or not it uses TLS. Until {@link #expires} is
   * called, the expiry is NaN, which no comparison selects: 0 would read as "expired in 1970".
   */
  public TlsMetrics(MeterRegistry registry, Listener listener) {
    this.registry = registry;
    this.listener = listener;
    this.reloadFailures =
        Counter.builder("gateway.tls.reload.failures")
            .description("Reloads of changed certificate files that could not be used, by listener")
            .tag("listener", listener.label)
            .register(registry);
    Gauge.builder("gateway.tls.certificate.expiry.seconds", () -> expiry)
        .description("When the certificate in use expires, in seconds since 1970, by listener")
        .tag("listener", listener.label)
        .register(registry);
  }

  /** Registers which library encrypts: {@code openssl}, {@code jdk} or {@code none}. */
  public void engine(String engine) {
    Gauge.builder("gateway.tls.engine.info", () -> 1)
        .description("Always 1; the label engine is the library that encrypts, by listener")
        .tag("listener", listener.label)
        .tag("engine", engine)
        .register(registry);
  }

  /** Counts a change of the files to contents that cannot be used. */
  public void reloadFailed() {
    reloadFailures.increment();
  }

  /** Sets the moment at which the certificate in use expires, in seconds since 1970. */
  public void expires(long epochSecond) {
    expiry = epochSecond;
  }
}
