package io.wsgateway.backend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.hazelcast.map.IMap;
import com.hazelcast.query.Predicates;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.MessageCodec;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.json.JsonObject;
import io.vertx.core.shareddata.AsyncMap;
import io.vertx.core.shareddata.Counter;
import io.vertx.core.shareddata.SharedData;
import io.wsgateway.support.Logs;
import io.wsgateway.support.PlainClient;
import io.wsgateway.support.RunningCluster;
import io.wsgateway.support.TestBackend;
import java.net.URL;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A backend that does what the contract does not foresee, over the network. */
final class UnreadBodiesIT {
  private static final int FLOOD = 300;

  private static RunningCluster cluster;
  private static TestBackend backend;

  @BeforeAll
  static void start() {
    cluster =
        RunningCluster.of(
            1,
            "endpoints: [{path: /ws, channel: chat}, {path: /ask, channel: ask, onMessage: forward,"
                + " awaitReply: true}]\n");
    backend = TestBackend.join(cluster);
    backend.eventBus().registerDefaultCodec(Order.class, new OrderCodec());
  }

  @AfterAll
  static void stop() {
    backend.close();
    cluster.close();
  }

  /** An object of a backend's own. */
  record Order(String name) {}

  private static ReplyException refusal(Object body) {
    return backend.refusal("gateway.broadcast", body, new DeliveryOptions());
  }

  private static String page(String path) {
    try {
      return cluster.node(0).management(path).body();
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  private static boolean shows(String metric) {
    return page("/metrics").contains(metric + "\n");
  }

  @Test
  void messagesOfAnUnknownCodecAreCountedAndCapped() {
    try (Logs own = new Logs(Rejections.class);
        Logs vertx = new Logs("io.vertx.core.eventbus")) {
      for (int i = 0; i < FLOOD; i++) {
        backend.eventBus().send("gateway.broadcast", new Order("a"));
      }
      await()
          .until(() -> shows("gateway_eventbus_rejected_total{reason=\"codec\"} " + FLOOD + ".0"));
      assertThat(own.lines()).hasSizeBetween(1, 5).allMatch(line -> line.contains("JsonObject"));
      assertThat(vertx.lines()).noneMatch(line -> line.contains("No message codec"));
    }
    ReplyException refused = refusal(new Order("a"));
    assertThat(refused.failureCode()).isEqualTo(400);
    assertThat(refused).hasMessageContaining("String, a Buffer, a JsonObject or a JsonArray");
  }

  @Test
  void aMessageFarOverTheLimitIsRefusedAndTheNextOneIsTaken() {
    ReplyException refused = refusal(Buffer.buffer(new byte[3_000_000]));
    assertThat(refused.failureCode()).isEqualTo(413);
    assertThat(refused).hasMessageContaining("far over limits.messageBytes");
    backend.request("gateway.broadcast", "hello", new DeliveryOptions());
  }

  @Test
  void aReplyThatIsNotReadIsTheBackendsFaultAndTheClientStays() throws Exception {
    get(
        backend
            .eventBus()
            .consumer(
                "gateway.inbound",
                message ->
                    message.reply(
                        message.body().equals("order")
                            ? new Order("a")
                            : Buffer.buffer(new byte[3_000_000])))
            .completion());
    String said = "{\"error\":{\"code\":502,\"message\":\"the backend's reply cannot be sent\"}}";
    try (Logs own = new Logs(Answers.class);
        PlainClient client = PlainClient.connect(cluster.node(0).ws("/ask"))) {
      client.send("order");
      assertThat(client.next()).isEqualTo(said);
      client.send("large");
      assertThat(client.next()).isEqualTo(said);
      assertThat(own.lines()).hasSize(2).allMatch(line -> line.contains("reply.unusable"));
    }
    assertThat(shows("gateway_backend_failures_total{reason=\"type\"} 1.0")).isTrue();
    assertThat(shows("gateway_backend_failures_total{reason=\"too_large\"} 1.0")).isTrue();
  }

  @Test
  void allSharedDataOfVertxWorksForABackend() {
    SharedData shared = backend.sharedData();
    Counter counter = get(shared.getCounter("orders"));
    assertThat(get(counter.incrementAndGet())).isEqualTo(1);
    assertThat(get(counter.getAndAdd(5))).isEqualTo(1);
    assertThat(get(counter.compareAndSet(6, 10))).isTrue();
    assertThat(get(counter.get())).isEqualTo(10);
    get(shared.getLockWithTimeout("leader", 5000)).release();
    AsyncMap<String, JsonObject> map = get(shared.getAsyncMap("prices"));
    get(map.put("a", new JsonObject().put("price", 1)));
    assertThat(get(map.get("a"))).isEqualTo(new JsonObject().put("price", 1));
    assertThat(get(map.replaceIfPresent("a", new JsonObject().put("price", 1), new JsonObject())))
        .isTrue();
    assertThat(get(map.size())).isEqualTo(1);
    shared.getLocalMap("here").put("a", 1);
    assertThat(shared.getLocalMap("here").get("a")).isEqualTo(1);
  }

  /** Whoever reaches the cluster port can make a node read an object: a query does. */
  @Test
  void aNodeDeserializesNoClassThatItDoesNotNeed() throws Exception {
    IMap<String, Object> map = backend.member().getMap("objects");
    map.put("a", new URL("http://127.0.0.1/"));
    assertThatThrownBy(() -> map.values(Predicates.equal("host", "127.0.0.1")))
        .hasStackTraceContaining("Resolving class java.net.URL is not allowed");
    map.put("a", new IllegalStateException("of the map"));
    assertThat(map.values(Predicates.equal("message", "of the map"))).hasSize(1);
  }

  private static <T> T get(Future<T> future) {
    return future.toCompletionStage().toCompletableFuture().orTimeout(30, TimeUnit.SECONDS).join();
  }

  private static final class OrderCodec implements MessageCodec<Order, Order> {
    @Override
    public void encodeToWire(Buffer buffer, Order order) {
      buffer.appendInt(order.name().length()).appendString(order.name());
    }

    @Override
    public Order decodeFromWire(int position, Buffer buffer) {
      int length = buffer.getInt(position);
      return new Order(buffer.getString(position + 4, position + 4 + length));
    }

    @Override
    public Order transform(Order order) {
      return order;
    }

    @Override
    public String name() {
      return "order";
    }

    @Override
    public byte systemCodecID() {
      return -1;
    }
  }
}
