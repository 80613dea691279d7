package io.wsgateway.app;

import io.vertx.core.Context;
import io.vertx.core.Deployable;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.wsgateway.config.CurrentConfig;
import io.wsgateway.config.load.ConfigLoader;
import io.wsgateway.metrics.ConnectionMetrics;
import io.wsgateway.metrics.MetricsRegistry;
import io.wsgateway.server.GatewayVerticle;
import io.wsgateway.server.ServerParts;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * A public port for a {@link WarmUp}, made of the parts of a node: on a free port of loopback, with
 * limits, meters, event loop and Vert.x of its own. Nothing that it does is counted or logged for
 * the node. Belongs to one thread, which blocks.
 */
final class WarmServer implements AutoCloseable {
  /** The path of its endpoint, whose clients receive what one of them sends. */
  static final String PATH = "/warm-up";

  /** The proxy is trusted so that requests that came through one are handled as well. */
  private static final String CONFIG =
      """
      node: {name: warm-up, eventLoops: 1}
      http: {host: 127.0.0.1, port: 0, trustedProxies: [127.0.0.1/32]}
      endpoints: [{path: %s, channel: warm-up, onMessage: publish}]
      limits: {messagesPerSecond: 1000000, bytesPerSecond: 1073741824, connectionsPerAddress: 100000}
      admission: {connectionsPerSecond: 1000000, maxLoopLagMillis: 60000}
      """
          .formatted(PATH);

  private static final long CLOSE_MILLIS = 1000;

  private final CurrentConfig config = new CurrentConfig(ConfigLoader.parse(CONFIG).config());
  private final MetricsRegistry metrics = new MetricsRegistry();
  private final Future<NodeVertx> node =
      NodeVertx.start(config, 1, metrics, Promise.<Void>promise().future());
  private final Future<GatewayVerticle> server = node.compose(this::deploy);

  /** Waits until the port is open, and returns it. */
  int open(long millis) throws ExecutionException, InterruptedException, TimeoutException {
    return await(server.map(GatewayVerticle::actualPort), millis);
  }

  private Future<GatewayVerticle> deploy(NodeVertx vertx) {
    return wire(vertx)
        .compose(
            wiring -> {
              GatewayVerticle server = new GatewayVerticle(parts(wiring));
              return vertx.vertx().deployVerticle(server).map(server);
            });
  }

  private Future<Wiring> wire(NodeVertx vertx) {
    Promise<Wiring> wiring = Promise.promise();
    Deployable relay =
        (Context context) -> {
          wiring.complete(
              new Wiring(
                  config,
                  vertx,
                  context,
                  metrics.meters(),
                  ClientTokens.none(),
                  () -> true,
                  new Schemas(config.get(), metrics.meters())));
          return Future.succeededFuture();
        };
    return vertx
        .vertx()
        .deployVerticle(relay, new DeploymentOptions())
        .compose(id -> wiring.future());
  }

  private ServerParts parts(Wiring wiring) {
    return ServerParts.quiet(
        config, metrics.meters(), new ConnectionMetrics(metrics.meters()), wiring::endpoints);
  }

  /** Closes the port and ends its threads; goes on with that behind the caller if it takes long. */
  @Override
  public void close() {
    // Not while it opens: Vert.x would fail.
    Future<Void> closed =
        server
            .transform(opened -> node.compose(NodeVertx::close))
            .onComplete(done -> metrics.close());
    try {
      await(closed, CLOSE_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException | TimeoutException e) {
      // It is closed a little later.
    }
  }

  private static <T> T await(Future<T> future, long millis)
      throws ExecutionException, InterruptedException, TimeoutException {
    return future.toCompletionStage().toCompletableFuture().get(millis, TimeUnit.MILLISECONDS);
  }
}
