package io.wsgateway.server;

import io.micrometer.core.instrument.MeterRegistry;
import io.wsgateway.config.CurrentConfig;
import io.wsgateway.config.GatewayConfig;
import io.wsgateway.connection.NodeBudget;
import io.wsgateway.metrics.ConnectionMetrics;
import io.wsgateway.poll.PollSessions;
import io.wsgateway.server.admission.Admission;
import io.wsgateway.transport.TlsFiles;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;

/** Holds what the public port's verticles share. Thread-safe. */
public final class ServerParts {
  private final CurrentConfig config;
  private final ConnectionMetrics connectionMetrics;
  private final Endpoint.Factory endpoints;
  private final PollSessions polls;
  private final Optional<TlsFiles> tls;
  private final StaticPages pages;
  private final ClientLog clients;
  private final ProxyReloads reloads = new ProxyReloads(System::nanoTime);
  private final Admission admission;
  private final HealthPaths health;
  private final NodeBudget budget;
  private final AtomicBoolean tlsWatched = new AtomicBoolean();

  /**
   * Makes the parts of one node.
   *
   * @param endpoints makes each event loop's endpoints
   * @param polls the sessions of clients that poll
   * @param ready whether clients should connect to this node now; any event loop calls it
   * @param awake false while this node accepts no clients because it was paused; any event loop
   *     calls it
   * @param tls the certificate of the port; empty without TLS
   */
  public ServerParts(
      CurrentConfig config,
      MeterRegistry registry,
      ConnectionMetrics connectionMetrics,
      Endpoint.Factory endpoints,
      PollSessions polls,
      BooleanSupplier ready,
      BooleanSupplier awake,
      Optional<TlsFiles> tls) {
    this(
        config,
        registry,
        connectionMetrics,
        endpoints,
        polls,
        ready,
        awake,
        tls,
        new ClientLog(System::nanoTime));
  }

  private ServerParts(
      CurrentConfig config,
      MeterRegistry registry,
      ConnectionMetrics connectionMetrics,
      Endpoint.Factory endpoints,
      PollSessions polls,
      BooleanSupplier ready,
      BooleanSupplier awake,
      Optional<TlsFiles> tls,
      ClientLog clients) {
    this.clients = clients;
    this.config = config;
    this.connectionMetrics = connectionMetrics;
    this.endpoints = endpoints;
    this.polls = polls;
    this.tls = tls;
    GatewayConfig initial = config.get();
    this.pages = StaticPages.load(initial.demo().enabled(), initial.node().name());
    this.health = new HealthPaths(ready);
    this.budget = NodeBudget.of(initial.limits());
    config.follow(next -> budget.limit(next.limits()));
    connectionMetrics.heap(budget::used);
    this.admission = new Admission(config, registry, awake);
  }

  /** Makes the parts of a plain port that always accepts clients, and does not log them. */
  public static ServerParts quiet(
      CurrentConfig config,
      MeterRegistry registry,
      ConnectionMetrics connectionMetrics,
      Endpoint.Factory endpoints) {
    return new ServerParts(
        config,
        registry,
        connectionMetrics,
        endpoints,
        new PollSessions(""),
        () -> true,
        () -> true,
        Optional.empty(),
        ClientLog.silent());
  }

  /**
   * Lowers the limit of TCP connections to {@code most}, if that is less than configured.
   *
   * @return the limit that now applies
   */
  public int capTcpConnections(int most) {
    return admission.capTcpConnections(most);
  }

  CurrentConfig config() {
    return config;
  }

  ConnectionMetrics connectionMetrics() {
    return connectionMetrics;
  }

  Endpoint.Factory endpoints() {
    return endpoints;
  }

  PollSessions polls() {
    return polls;
  }

  StaticPages pages() {
    return pages;
  }

  ClientLog clients() {
    return clients;
  }

  ProxyReloads reloads() {
    return reloads;
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

  /** The certificate of the port, which the instances share; empty without TLS. */
  Optional<TlsFiles> tls() {
    return tls;
  }

  /**
   * Returns the certificate to the first caller, which is to watch its files; empty for the others.
   */
  Optional<TlsFiles> takeTlsWatch() {
    return tls.filter(files -> tlsWatched.compareAndSet(false, true));
  }
}
