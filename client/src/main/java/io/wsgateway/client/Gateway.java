package io.wsgateway.client;

import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Promise;
import io.wsgateway.client.Call.Request;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;

/**
 * Gives a backend access to the gateways. All methods may be called from any thread and never
 * block. Futures complete on the Vert.x context of the caller, or without one on a thread of this
 * library, which must not be blocked either.
 *
 * <p>Calls that fail without effect (429, 503, no gateway) are repeated until their time is up; see
 * {@link GatewayOptions#setTimeoutMillis}. A call that gets no answer is not repeated, because the
 * message may have been delivered: it fails with {@link GatewayException.Reason#UNKNOWN_OUTCOME}.
 *
 * <p>Publications go to one gateway node as long as it is present, so those of one thread keep
 * their order unless one has to be repeated. To guarantee the order, wait for each publication
 * before the next one.
 */
public final class Gateway {
  private static final Times TIMES = new Times(3000, 10_000);

  private final GatewayOptions options;
  private final Worker worker;
  private final Handlers handlers;
  private final Calls calls;
  private final Life life;

  /**
   * The times of the self-test.
   *
   * @param answerMillis how long it waits for an answer
   * @param everyMillis how often it runs
   */
  record Times(long answerMillis, long everyMillis) {}

  Gateway(GatewayOptions options, Joiner joiner, Times times) {
    this.options = options;
    worker = new Worker();
    Nodes nodes = new Nodes(System::nanoTime, new Random());
    handlers = new Handlers();
    calls = new Calls(worker, nodes, options);
    SelfTest test = new SelfTest(options.prefix(), times.answerMillis());
    life = new Life(worker, joiner, test, times.everyMillis(), nodes, handlers, calls);
  }

  /**
   * Joins the gateways' cluster. Waits as long as there is no gateway; fails if waiting cannot
   * help, with a {@link GatewayException} that says what to do. If later all gateways restart, or
   * this process is paused for too long, it joins again by itself.
   */
  public static Future<Gateway> join(GatewayOptions options) {
    Answer<Gateway> answer = new Answer<>();
    GatewayOptions copy = options.copy();
    try {
      ClusterJoiner.checkVersion();
      new Gateway(copy, new ClusterJoiner(copy), TIMES)
          .start()
          .onSuccess(answer::complete)
          .onFailure(answer::fail);
    } catch (GatewayException e) {
      answer.fail(e);
    }
    return answer.future();
  }

  Future<Gateway> start() {
    Promise<Gateway> started = Promise.promise();
    life.start()
        .onSuccess(v -> started.tryComplete(this))
        .onFailure(
            failure -> {
              close();
              started.tryFail(failure);
            });
    return started.future();
  }

  /**
   * Publishes to a channel.
   *
   * @param body a String, JsonObject, JsonArray or Buffer
   */
  public Future<Published> publish(String channel, Object body) {
    return publish(channel, body, Map.of());
  }

  /**
   * Publishes to a channel.
   *
   * @param body a String, JsonObject, JsonArray or Buffer
   * @param tags labels that are sent with the publication and count as data
   */
  public Future<Published> publish(String channel, Object body, Map<String, String> tags) {
    Map<String, String> headers = new HashMap<>();
    headers.put("channel", channel);
    tags.forEach((name, value) -> headers.put("tag." + name, value));
    return calls.ask(request("publish", true, headers, body)).map(Published::of);
  }

  /**
   * Publishes to the channels of all raw endpoints, and so to all their clients.
   *
   * @param body a String, JsonObject, JsonArray or Buffer
   */
  public Future<Published> broadcast(Object body) {
    return calls.ask(request("broadcast", false, Map.of(), body)).map(Published::of);
  }

  /**
   * Publishes to the channels of one raw endpoint.
   *
   * @param endpoint its configured path, such as {@code /rooms/{room}}
   * @param body a String, JsonObject, JsonArray or Buffer
   */
  public Future<Published> broadcast(String endpoint, Object body) {
    return calls
        .ask(request("broadcast", false, Map.of("endpoint", endpoint), body))
        .map(Published::of);
  }

  /**
   * Sends to one client, behind all calls that were answered before: calls that do not wait for
   * each other go to different nodes. Fails with {@link GatewayException.Reason#NOT_FOUND} when the
   * client has disconnected.
   *
   * @param client its id: {@link ClientMessage#client}, {@link GatewayEvent#client}
   * @param body a String, JsonObject, JsonArray or Buffer
   */
  public Future<Void> send(String client, Object body) {
    return calls.ask(request("client", false, Map.of("client", client), body)).mapEmpty();
  }

  /**
   * Closes the connection of one client.
   *
   * @param client its id
   * @param code 1000, 1001, 1008, 1011, 1012, 1013 or 3000 to 4999
   * @param reason at most 123 bytes
   */
  public Future<Void> disconnect(String client, int code, String reason) {
    Map<String, String> headers =
        Map.of("client", client, "action", "close", "code", String.valueOf(code), "reason", reason);
    return calls.ask(request("client", false, headers, "")).mapEmpty();
  }

  private Request request(
      String name, boolean atOneNode, Map<String, String> headers, Object body) {
    return new Request(address(name), atOneNode, headers, Bodies.copied(body));
  }

  private String address(String name) {
    return options.prefix() + "." + name;
  }

  /**
   * Receives what clients send to endpoints with {@code onMessage: forward}, in turn with the other
   * backends. The handler runs on the Vert.x context from which this is called, or without one on
   * an event loop of this library. There is one handler; a second one is not called.
   */
  public Gateway onMessage(Handler<ClientMessage> handler) {
    return listen("inbound", handler);
  }

  /** Answers an RPC method of clients, in turn with the other backends; see {@link #onMessage}. */
  public Gateway rpc(String method, Handler<ClientMessage> handler) {
    return listen("rpc." + method, handler);
  }

  private Gateway listen(String name, Handler<ClientMessage> handler) {
    var consumer = ClientMessages.of(handler, handlers.unanswered());
    worker.execute(() -> handlers.add(address(name), consumer));
    return this;
  }

  /** Receives the events of clients and nodes ({@code events.send}), which all backends receive. */
  public Gateway onEvent(Handler<GatewayEvent> handler) {
    var consumer = ClientMessages.events(handler);
    worker.execute(() -> handlers.add(address("events"), consumer));
    return this;
  }

  /**
   * Leaves the cluster: no more messages arrive, open calls and clients that wait for an answer
   * have 5 seconds, and then this process is not a member any more.
   */
  public Future<Void> close() {
    Answer<Void> answer = new Answer<>();
    life.close().onComplete(closed -> answer.complete());
    return answer.future();
  }
}
