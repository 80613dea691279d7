package io.wsgateway.app;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.wsgateway.server.GatewayVerticle;
import io.wsgateway.transport.VertxLoop;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Stream;

/** Holds the servers of the public port, one for each event loop. Any thread may call it. */
final class PublicServers implements Drain.Port {
  private final List<GatewayVerticle> all = new CopyOnWriteArrayList<>();

  void add(GatewayVerticle server) {
    all.add(server);
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

  void forEach(Consumer<GatewayVerticle> action) {
    all.forEach(action);
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
