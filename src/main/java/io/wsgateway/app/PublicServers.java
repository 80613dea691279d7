package io.wsgateway.app;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.wsgateway.api.LoopHeartbeats;
import io.wsgateway.server.GatewayVerticle;
import io.wsgateway.server.ServerParts;
import io.wsgateway.transport.VertxLoop;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import java.util.stream.Stream;

/** Holds the servers of the public port, one for each event loop. Any thread may call it. */
final class PublicServers implements Drain.Port {
  private final List<GatewayVerticle> all = new CopyOnWriteArrayList<>();

  /**
   * Opens the port on each event loop; upgrades are refused until {@link #takeUpgrades}.
   *
   * @param mostTcp how many TCP connections are accepted, if the process may open as many files
   */
  Future<Void> deploy(EventLoops loops, ServerParts parts, LoopHeartbeats heartbeats, int mostTcp) {
    return loops
        .onEach(
            () -> {
              GatewayVerticle server = GatewayVerticle.waiting(parts);
              all.add(server);
              return server;
            })
        .onSuccess(
            id -> {
              all.forEach(server -> heartbeats.register(server.context()));
              Descriptors.now().ifPresent(open -> open.cap(parts, mostTcp));
            })
        .mapEmpty();
  }

  /** The real port, once deployed. */
  int port() {
    return all.get(0).actualPort();
  }

  Stream<Context> contexts() {
    return all.stream().map(s -> s.context());
  }

  /** One that can be asked; empty while the node starts. */
  Optional<GatewayVerticle> first() {
    return all.stream().filter(GatewayVerticle::answers).findFirst();
  }

  /** Completes when the action has completed on each of them. */
  Future<Void> onEach(Function<GatewayVerticle, Future<Void>> action) {
    return Future.all(all.stream().map(action).toList()).mapEmpty();
  }

  @Override
  public List<Drain.Share> shares() {
    return all.stream()
        .map(s -> new Drain.Share(new VertxLoop(s.context()), s.connections()))
        .toList();
  }

  @Override
  public Future<Void> refuseUpgrades() {
    return onEach(GatewayVerticle::refuseUpgrades);
  }

  @Override
  public Future<Void> takeUpgrades() {
    return onEach(GatewayVerticle::takeUpgrades);
  }
}
