package io.wsgateway.server;

import io.micrometer.core.instrument.MeterRegistry;
import io.wsgateway.config.GatewayConfig;
import io.wsgateway.connection.NodeBudget;
import io.wsgateway.metrics.ConnectionMetrics;
import io.wsgateway.server.admission.Admission;
import io.wsgateway.transport.TlsFiles;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;

/** What the public port's verticles share. Thread-safe. */
public final class ServerParts {
  private final GatewayConfig config;
  private final ConnectionMetrics connectionMetrics;
  private final Endpoint.Factory endpoints;
  private final Optional<TlsFiles> tls;
  private final StaticPages pages;
  private final ClientLog clients = new ClientLog(System::nanoTime);
  private final Admission admission;
  private final HealthPaths health;
  private final NodeBudget budget;
  private final AtomicBoolean tlsWatched = new AtomicBoolean();

  /**
   * The parts of one node.
   *
   * @param endpoints makes each event loop's endpoints
   * @param ready whether clients should come here now; asked by any event loop
   * @param awake false while this node takes no clients because it was paused; asked likewise
   * @param tls the certificate of the port; empty: plain
   */
  public ServerParts(
      GatewayConfig config,
      MeterRegistry registry,
      ConnectionMetrics connectionMetrics,
      Endpoint.Factory endpoints,
      BooleanSupplier ready,
      BooleanSupplier awake,
      Optional<TlsFiles> tls) {
    this.config = config;
    this.connectionMetrics = connectionMetrics;
    this.endpoints = endpoints;
    this.tls = tls;
    this.pages = StaticPages.load(config.demo().enabled(), config.node().name());
    this.health = new HealthPaths(ready);
    this.budget = NodeBudget.of(config.limits());
    connectionMetrics.heap(budget::used);
    this.admission = new Admission(config, registry, awake);
  }

  /**
   * Takes at most so many TCP connections, if that is less than configured.
   *
   * @return how many are taken
   */
  public int capTcpConnections(int most) {
    return admission.capTcpConnections(most);
  }

  GatewayConfig config() {
    return config;
  }

  ConnectionMetrics connectionMetrics() {
    return connectionMetrics;
  }

  Endpoint.Factory endpoints() {
    return endpoints;
  }

  StaticPages pages() {
    return pages;
  }

  ClientLog clients() {
    return clients;
  }

  NodeBudget budget() {
    return budget;
  }

  Admission admission() {
    return admission;
  }

  HealthPaths health() {
    return health;
  }

  /** The certificate of the port, which the instances share; empty: plain. */
  Optional<TlsFiles> tls() {
    return tls;
  }

  /** The certificate, for the first that asks. */
  Optional<TlsFiles> takeTlsWatch() {
    return tls.filter(files -> tlsWatched.compareAndSet(false, true));
  }
}
