package io.wsgateway.server.admission;

import io.micrometer.core.instrument.MeterRegistry;
import io.wsgateway.channel.FaultLog;
import io.wsgateway.config.AdmissionConfig;
import io.wsgateway.config.AuthConfig.RefuseBy;
import io.wsgateway.config.CurrentConfig;
import io.wsgateway.config.GatewayConfig;
import io.wsgateway.config.HttpConfig;
import io.wsgateway.limit.CappedCount;
import io.wsgateway.loop.Loop;
import io.wsgateway.metrics.HandshakeMetrics;
import io.wsgateway.transport.UpgradeHold;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Decides which connections and upgrades the public port accepts, and counts and logs what it
 * rejects. Shared by all event loops. Thread-safe.
 */
public final class Admission {
  private static final Logger log = LoggerFactory.getLogger(Admission.class);

  private final CurrentConfig config;
  private final BooleanSupplier awake;
  private final HandshakeMetrics metrics;
  private final RefusalLog refusals = new RefusalLog(System::nanoTime);
  private volatile OriginPolicy origins;
  private final HostPolicy hosts;
  private final ClientAddresses addresses;
  private final SharedLimits limits;
  private final LoopLags lags = new LoopLags();
  private final FaultLog faults =
      new FaultLog(
          () -> {},
          () -> log.atError().addKeyValue("event", "upgrade.failed"),
          "a check of upgrades failed");

  /**
   * Makes the admission of one node, which rejects upgrades while {@code awake} is false; any loop
   * calls that. Origins and limits follow the configuration.
   */
  public Admission(CurrentConfig config, MeterRegistry registry, BooleanSupplier awake) {
    GatewayConfig initial = config.get();
    HttpConfig http = initial.http();
    this.config = config;
    this.awake = awake;
    this.origins = origins(initial);
    this.hosts = new HostPolicy(http.allowedHosts());
    this.addresses = new ClientAddresses(http.trustedProxies(), http.forwardedHeader(), refusals);
    this.limits =
        new SharedLimits(
            initial.limits(), initial.admission().connectionsPerSecond(), System::nanoTime);
    this.metrics =
        new HandshakeMetrics(
            registry, HandshakeOutcome.labels(), TcpGate.LIMITS, limits::mostClients);
    config.follow(
        next -> {
          origins = origins(next);
          limits.limit(next.limits(), next.admission().connectionsPerSecond());
        });
  }

  private static OriginPolicy origins(GatewayConfig config) {
    return new OriginPolicy(config.origins().allow(), config.origins().require());
  }

  /**
   * Lowers the limit of TCP connections to {@code most}, if that is less than configured.
   *
   * @return the limit that now applies
   */
  public int capTcpConnections(int most) {
    limits.capTcp(most);
    return Math.toIntExact(limits.tcp().cap());
  }

  /** Counts how a request ended. */
  public void count(HandshakeOutcome outcome) {
    metrics.handshake(outcome.label());
  }

  /**
   * Makes the checks of an event loop, whose lag is measured from then on. Call it once, on that
   * loop.
   */
  public UpgradeChecks checks(Loop loop, HandshakeOutcome service) {
    LoopLag lag = new LoopLag(() -> bounds().maxLoopLagMillis(), loop::nanoTime, metrics::loopLag);
    lags.add(lag);
    measure(loop, lag);
    PendingUpgrades pending = new PendingUpgrades(loop, Admission::hold, faults);
    return new UpgradeChecks(this, lag, pending, service);
  }

  /**
   * Takes a place among the connections that are accepted only to be refused with a close code.
   *
   * @return false if refusals are told by the status, or if all places are taken
   */
  public boolean takesRefused(UpgradeRequest upgrade) {
    CappedCount refused = limits.refused();
    return config().auth().refuseBy() == RefuseBy.CLOSE && upgrade.permits().take(refused);
  }

  /** The host names that are served ({@code http.allowedHosts}); empty: all. */
  public List<String> servedHosts() {
    return hosts.entries();
  }

  /** How long to hold such a connection, in milliseconds, before jitter. */
  public int refuseHoldMillis() {
    return config().auth().refuseHoldMillis();
  }

  /** The most bytes of a message. */
  public int messageBytes() {
    return config().limits().messageBytes();
  }

  /** How long a message may take to arrive, in seconds. */
  public int messageSeconds() {
    return config().limits().messageSeconds();
  }

  /**
   * Takes a message that came by POST: for its user, otherwise its address, otherwise its TCP
   * connection.
   *
   * @return the metric label of the limit that it exceeds; null if it is accepted
   */
  public @Nullable String takePost(UpgradeRequest message, int bytes) {
    String user = message.identity().user();
    return limits.posts().take(user.isEmpty() ? message.source() : "u" + user, bytes);
  }

  /**
   * Takes a question to a backend about a message that came by POST, whose user is unknown yet: for
   * its address, otherwise its TCP connection. Returns false if there are too many.
   */
  boolean takeQuestion(UpgradeRequest message) {
    return limits.posts().take("h" + message.source(), 0) == null;
  }

  private static Runnable hold(UpgradeRequest upgrade, Runnable gone) {
    if (upgrade.isTrial()) {
      return () -> {};
    }
    if (!upgrade.takesConnection()) {
      upgrade.request().response().closeHandler(closed -> gone.run());
      return () -> {}; // the body of a message stays in the kernel, because the request is paused
    }
    return UpgradeHold.on(upgrade.request().connection(), gone)::drop;
  }

  private static void measure(Loop loop, LoopLag lag) {
    loop.schedule(
        lag.periodMillis(),
        () -> {
          // Schedule first: a failure below must not end the measuring.
          measure(loop, lag);
          lag.tick();
        });
  }

  boolean isAwake() {
    return awake.getAsBoolean();
  }

  AdmissionConfig bounds() {
    return config.get().admission();
  }

  GatewayConfig config() {
    return config.get();
  }

  HandshakeMetrics metrics() {
    return metrics;
  }

  RefusalLog log() {
    return refusals;
  }

  OriginPolicy origins() {
    return origins;
  }

  HostPolicy hosts() {
    return hosts;
  }

  ClientAddresses addresses() {
    return addresses;
  }

  SharedLimits limits() {
    return limits;
  }

  LoopLags lags() {
    return lags;
  }
}
