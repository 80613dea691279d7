package io.wsgateway.app;

import io.vertx.core.Context;
import io.vertx.core.Deployable;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.wsgateway.api.ApiCalls;
import io.wsgateway.api.ApiClients;
import io.wsgateway.api.ApiPublisher;
import io.wsgateway.api.LoopHeartbeats;
import io.wsgateway.audit.AuditLog;
import io.wsgateway.auth.Tokens;
import io.wsgateway.broker.Broker;
import io.wsgateway.cluster.ClusterMember;
import io.wsgateway.config.CurrentConfig;
import io.wsgateway.config.GatewayConfig;
import io.wsgateway.metrics.ConnectionMetrics;
import io.wsgateway.metrics.InvalidMetrics.Source;
import io.wsgateway.metrics.MetricsRegistry;
import io.wsgateway.metrics.NodeMetrics;
import io.wsgateway.metrics.TlsMetrics.Listener;
import io.wsgateway.server.GatewayVerticle;
import io.wsgateway.server.ServerParts;
import io.wsgateway.transport.TlsFiles;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Runs one node: wires its parts together, starts them from the inside out (relay, management port,
 * public port) and stops them from the outside in. Any thread may call it.
 */
public final class Gateway {
  private final GatewayConfig config;
  private final CurrentConfig current;
  private final Schemas schemas;
  private final Reloading reloading;
  private final NodeState state = new NodeState();
  private final MetricsRegistry metrics;
  private final @Nullable AuditLog audit;
  private final LoopHeartbeats heartbeats;
  private final PublicServers servers = new PublicServers();
  private final ManagementPort management;
  private final EventLoops loops;
  private final NodeVertx node;
  private volatile @Nullable Context relayContext;
  private volatile @Nullable ClusterLife life;
  private volatile @Nullable BusTls busTls;
  private volatile @Nullable String backendCalls;
  private volatile @Nullable Explaining explaining;

  Gateway(
      CurrentConfig current,
      NodeVertx node,
      int loops,
      MetricsRegistry metrics,
      @Nullable AuditLog audit,
      LoopHeartbeats heartbeats,
      Schemas schemas) {
    this.schemas = schemas;
    this.config = current.get();
    this.current = current;
    this.reloading = new Reloading(metrics.meters());
    this.heartbeats = heartbeats;
    this.node = node;
    this.loops = new EventLoops(node.vertx(), loops);
    this.metrics = metrics;
    this.audit = audit;
    this.management = new ManagementPort(current, state, heartbeats, metrics, audit);
  }

  /**
   * Starts a node; completes when clients and probes are answered. Reads the files of schemas on
   * the calling thread. Fails with a {@link StartException} when a port cannot be opened; then
   * nothing is left running.
   */
  public static Future<Gateway> start(GatewayConfig config) {
    return start(config, Promise.<Void>promise().future());
  }

  /**
   * Like {@link #start(GatewayConfig)}. When {@code stop} completes before the node accepts
   * clients, this fails within about a second, and what was started ends by itself.
   */
  public static Future<Gateway> start(GatewayConfig config, Future<Void> stop) {
    return start(config, stop, Future.succeededFuture());
  }

  /**
   * Like {@link #start(GatewayConfig, Future)}; opens the public port when {@code warm} is over.
   */
  public static Future<Gateway> start(GatewayConfig config, Future<Void> stop, Future<Void> warm) {
    return start(config, stop, warm, new LoopHeartbeats());
  }

  /** Like {@link #start(GatewayConfig, Future, Future)}, with heartbeats of another clock. */
  static Future<Gateway> start(
      GatewayConfig config, Future<Void> stop, Future<Void> warm, LoopHeartbeats heartbeats) {
    return NodeStart.start(config, stop, warm, heartbeats);
  }

  /** The public port, the real one if 0 was configured. */
  public int httpPort() {
    return servers.port();
  }

  /** The management port, the real one if 0 was configured. */
  public int managementPort() {
    return management.port();
  }

  /** The API's port: the management port unless it has its own. */
  public int apiPort() {
    return management.apiPort();
  }

  /** The configuration, whose changes the parts of the node follow. */
  public CurrentConfig config() {
    return current;
  }

  /** What the API's reload does. */
  public Reloading reloading() {
    return reloading;
  }

  /** The configured name, for people; not an id. */
  public String nodeName() {
    return config.node().name();
  }

  /** The relay's event loop first, then those that serve clients; for tests. */
  List<Context> contexts() {
    return Stream.concat(Stream.ofNullable(relayContext), servers.contexts()).toList();
  }

  /** Whether it uses epoll rather than the JDK's portable transport. */
  public boolean isNative() {
    return node.vertx().isNativeTransportEnabled();
  }

  /** Loads TLS files that have changed now, instead of within the next seconds. */
  public Future<Void> reloadTls() {
    BusTls bus = busTls;
    return Future.join(
            servers.onEach(GatewayVerticle::reloadTls),
            management.reloadTls(),
            bus == null ? Future.succeededFuture() : bus.reload())
        .mapEmpty();
  }

  /** Drains the node, or continues a drain, and closes it. */
  public Future<Void> stop() {
    Drain drain = state.drain();
    Promise<Void> stopped = Promise.promise();
    (drain == null ? Future.<Void>succeededFuture() : drain.stop())
        .onComplete(done -> close().onComplete(stopped));
    return stopped.future();
  }

  /** Closes the node without draining: clients are disconnected. */
  public Future<Void> close() {
    // A promise without a context, here and above, for the same reason as in NodeVertx.
    Promise<Void> closed = Promise.promise();
    leave()
        .onComplete(
            left ->
                node.close()
                    .onComplete(
                        result -> {
                          metrics.close();
                          Audits.close(audit).onComplete(ended -> closed.handle(result));
                        }));
    return closed.future();
  }

  /** Starts its parts; if that fails, the caller closes it. */
  Future<Void> start(Future<Void> stop, Future<Void> warm) {
    new NodeMetrics(metrics.meters(), Version.current(), state::isDraining, state::remaining);
    return ClientTokens.of(config.auth(), node.vertx(), metrics.meters())
        .onSuccess(tokens -> explaining = new Explaining(config, tokens, servers))
        .compose(this::deployRelay)
        .compose(wiring -> startAround(wiring, stop, warm));
  }

  /**
   * Starts the probes first, and the public port last, when this node has two-way contact with all
   * others.
   */
  private Future<Void> startAround(Wiring wiring, Future<Void> stop, Future<Void> warm) {
    return joinOthers(wiring)
        .recover(f -> Future.failedFuture(StartFailures.registration(config, f)))
        .compose(v -> management.deploy(loops, context -> apiCalls(wiring, context)))
        .compose(v -> warm)
        .compose(v -> deployServers(wiring))
        .compose(v -> life == null ? Future.succeededFuture() : life.opening().opened(stop))
        .compose(v -> deployBackendCalls(wiring))
        .onSuccess(id -> backendCalls = id)
        .compose(v -> servers.takeUpgrades())
        .onSuccess(v -> state.listen(drain()));
  }

  /** Deploys the relay first, on an event loop of its own if there are enough. */
  private Future<Wiring> deployRelay(Tokens tokens) {
    Promise<Wiring> wiring = Promise.promise();
    Deployable relay =
        context -> {
          loops.keep();
          relayContext = context;
          wiring.complete(
              new Wiring(
                  current, node, context, metrics.meters(), tokens, state::isAwake, schemas));
          heartbeats.register(context);
          return Future.succeededFuture();
        };
    return node.vertx()
        .deployVerticle(relay, new DeploymentOptions())
        .compose(id -> wiring.future());
  }

  private Future<Void> joinOthers(Wiring wiring) {
    ClusterMember member = node.member();
    if (member == null) {
      return BusTls.none(metrics.meters());
    }
    ClusterLife begun =
        ClusterLife.of(node, member, current, wiring, metrics.meters(), state::isDraining);
    life = begun;
    state.among(member, begun.opening(), begun.pauses(), begun::learnsBlocks);
    return BusTls.watch(wiring.relayContext(), node.certificates(), metrics.meters())
        .onSuccess(watched -> busTls = watched)
        .compose(v -> begun.begin());
  }

  /**
   * Ends the backends' calls, so that they call other nodes, and then announces that this node
   * leaves.
   */
  private Future<Void> leave() {
    state.leave();
    String calls = backendCalls;
    ClusterLife ending = life;
    Future<Void> unreachable =
        calls == null ? Future.succeededFuture() : node.vertx().undeploy(calls);
    return ending == null ? unreachable : unreachable.eventually(ending::leave);
  }

  private Drain drain() {
    return new Drain(config.drain(), config.keepAlive().closeSeconds(), servers);
  }

  private void endClientsOnWake() {
    ClusterLife among = life;
    if (among != null) {
      among.pauses().onWake(new WokenClients(servers.shares())::end);
    }
  }

  private Future<String> deployBackendCalls(Wiring wiring) {
    return loops
        .onOne(wiring.backendCalls())
        .recover(f -> Future.failedFuture(StartFailures.registration(config, f)));
  }

  private ApiCalls apiCalls(Wiring wiring, Context context) {
    Broker broker = wiring.broker(context, Source.API);
    return new ApiCalls(
        new ApiPublisher(broker::publishEverywhere, state::takesPublications, broker::misfit),
        new ApiClients(wiring.clientCalls(context)::call, state::takesPublications),
        new UsersByApi(wiring.userCalls(), context),
        reloading,
        new DrainCalls(state::drain),
        Objects.requireNonNull(explaining));
  }

  private Future<Void> deployServers(Wiring wiring) {
    int mostTcp = config.limits().tcpConnections();
    return TlsFiles.load(node.vertx(), Listener.HTTP, config.http().tls(), metrics.meters())
        .map(
            files ->
                new ServerParts(
                    current,
                    metrics.meters(),
                    new ConnectionMetrics(metrics.meters()),
                    wiring::endpoints,
                    wiring.polls(),
                    state::takesClients,
                    state::isAwake,
                    files))
        .compose(parts -> servers.deploy(loops, parts, heartbeats, mostTcp))
        .onSuccess(v -> endClientsOnWake())
        .recover(f -> Future.failedFuture(StartFailures.port(f)));
  }
}
