package io.wsgateway.app;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.VertxBuilder;
import io.vertx.core.VertxOptions;
import io.wsgateway.cluster.ClusterMember;
import io.wsgateway.cluster.Deadline;
import io.wsgateway.cluster.Registrations;
import io.wsgateway.config.BusTlsConfig;
import io.wsgateway.config.CurrentConfig;
import io.wsgateway.config.GatewayConfig;
import io.wsgateway.metrics.MetricsRegistry;
import io.wsgateway.transport.BusCertificates;
import io.wsgateway.transport.BusConsumers;
import io.wsgateway.transport.BusTransport;
import io.wsgateway.transport.ListenException;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The Vert.x instance of a node, and its cluster member.
 *
 * @param vertx its event loops and its event bus
 * @param id its node id
 * @param member this node as a cluster member; null without a cluster, where no cluster port is
 *     open
 * @param registrations registers consumers on the event bus
 * @param certificates for the event bus; null without a cluster, and if it has no TLS
 */
record NodeVertx(
    Vertx vertx,
    String id,
    @Nullable ClusterMember member,
    Registrations registrations,
    @Nullable BusCertificates certificates) {
  /**
   * Starts Vert.x; with a cluster this joins the other members, unless {@code stop} completes
   * before. Blocks while it reads the certificate of the event bus, if there is one.
   */
  static Future<NodeVertx> start(
      CurrentConfig current, int loops, MetricsRegistry metrics, Future<Void> stop) {
    GatewayConfig config = current.get();
    Deadline deadline = Deadline.in(config.cluster().joinSeconds());
    VertxOptions options = metrics.vertxOptions(loops);
    VertxBuilder builder = Vertx.builder().withMetrics(metrics.factory());
    if (!config.cluster().enabled()) {
      Vertx alone = builder.with(options).build();
      return Future.succeededFuture(
          new NodeVertx(
              alone, UUID.randomUUID().toString(), null, new Registrations(alone, deadline), null));
    }
    BusTlsConfig tls = config.eventBus().tls();
    BusCertificates certificates;
    try {
      certificates = tls == null ? null : BusCertificates.read(tls);
    } catch (ListenException e) {
      return Future.failedFuture(StartFailures.cluster(config, e));
    }
    builder.withTransport(
        BusTransport.of(() -> current.get().limits().messageBytes(), certificates));
    return ClusterMember.join(builder, options, config, deadline, stop)
        .map(
            t ->
                new NodeVertx(
                    t.vertx(),
                    t.member().nodeId(),
                    t.member(),
                    new Registrations(t.vertx(), deadline),
                    certificates))
        .recover(f -> Future.failedFuture(StartFailures.cluster(config, f)));
  }

  /** Knows which nodes consume an address of the event bus. */
  BusConsumers consumers() {
    return member == null ? BusConsumers.HERE : member.consumers();
  }

  /** Closes Vert.x; in a cluster, the data that this member holds is handed over. */
  Future<Void> close() {
    // A promise without a context: the contexts' event loops end with Vert.x, and a callback that
    // waits for one of them would never run.
    Promise<Void> closed = Promise.promise();
    vertx
        .close()
        .onComplete(
            result -> {
              if (member == null) {
                closed.handle(result);
              } else {
                new Thread(() -> leave(member, closed), "cluster-leave").start();
              }
            });
    return closed.future();
  }

  private static void leave(ClusterMember member, Promise<Void> closed) {
    try {
      member.leave();
      closed.complete();
    } catch (RuntimeException | Error e) {
      closed.fail(e);
    }
  }
}
