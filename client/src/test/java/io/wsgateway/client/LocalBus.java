package io.wsgateway.client;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.MessageConsumer;
import io.vertx.core.json.JsonObject;
import java.net.InetSocketAddress;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/** A membership on the event bus of one JVM, with whatever gateways a test plays. */
final class LocalBus implements Bus, AutoCloseable {
  final Vertx vertx = Vertx.vertx();
  private final List<Runnable> listeners = new CopyOnWriteArrayList<>();
  private volatile List<GatewayNode> gateways = List.of();
  private volatile InetSocketAddress address = InetSocketAddress.createUnresolved("127.0.0.1", 1);
  private volatile boolean left;
  private volatile boolean forgetful;
  private volatile Runnable afterAnswer = () -> {};

  /** These gateways are there from now on. */
  LocalBus has(String... ids) {
    gateways = java.util.Arrays.stream(ids).map(id -> new GatewayNode(id, "node-" + id)).toList();
    listeners.forEach(Runnable::run);
    return this;
  }

  /** Plays a gateway that takes what is published at it. */
  MessageConsumer<JsonObject> plays(String id, Consumer<Message<JsonObject>> publish) {
    return vertx
        .eventBus()
        .consumer(
            "gateway.publish." + id,
            message -> {
              if (message.headers().contains("ping")) {
                message.reply(new JsonObject());
              } else {
                publish.accept(message);
              }
            });
  }

  /** Where the event bus of every node is said to be. */
  void isAt(InetSocketAddress where) {
    address = where;
  }

  boolean hasLeft() {
    return left;
  }

  @Override
  public List<GatewayNode> gateways() {
    return gateways;
  }

  @Override
  public void onChange(Runnable listener) {
    listeners.add(listener);
  }

  @Override
  public Future<Message<Object>> request(String to, Object body, DeliveryOptions options) {
    return vertx
        .eventBus()
        .<Object>request(to, body, options)
        .onComplete(answered -> vertx.runOnContext(v -> afterAnswer.run()));
  }

  @Override
  public Registration consume(String from, Consumer<Message<Object>> handler) {
    MessageConsumer<Object> consumer = vertx.eventBus().consumer(from, handler::accept);
    return consumer::unregister;
  }

  /** What is done as soon as the caller knows of an answer. */
  void afterAnswer(Runnable task) {
    afterAnswer = task;
  }

  /** What was registered is forgotten. */
  void forgets() {
    forgetful = true;
  }

  @Override
  public CompletionStage<Boolean> isRegistered(Collection<String> addresses) {
    return CompletableFuture.completedFuture(!forgetful);
  }

  @Override
  public CompletionStage<InetSocketAddress> address(String nodeId) {
    return CompletableFuture.completedFuture(address);
  }

  @Override
  public String ownAddress() {
    return "10.0.0.9:41234";
  }

  @Override
  public Future<Void> leave() {
    left = true;
    return vertx.close();
  }

  @Override
  public void close() {
    vertx.close();
  }
}
