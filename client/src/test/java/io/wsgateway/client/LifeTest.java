package io.wsgateway.client;

import static io.wsgateway.client.Waiting.failure;
import static io.wsgateway.client.Waiting.result;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.eventbus.Message;
import io.vertx.core.json.JsonObject;
import io.wsgateway.client.GatewayException.Reason;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Joining, losing all gateways, and leaving, on buses of this JVM. */
final class LifeTest {
  private final List<LocalBus> buses = new ArrayList<>();
  private final Queue<Future<Bus>> attempts = new ConcurrentLinkedQueue<>();
  private final List<Gateway> gateways = new ArrayList<>();

  @AfterEach
  void end() {
    gateways.forEach(gateway -> result(gateway.close()));
    buses.forEach(LocalBus::close);
  }

  private LocalBus bus(String... ids) {
    LocalBus bus = new LocalBus().has(ids);
    buses.add(bus);
    attempts.add(Future.succeededFuture(bus));
    return bus;
  }

  private Future<Gateway> start() {
    Gateway gateway =
        new Gateway(
            new GatewayOptions(),
            () -> {
              Future<Bus> next = attempts.poll();
              return next == null ? Future.failedFuture(new IOException("none is there")) : next;
            },
            new Gateway.Times(500, 100));
    gateways.add(gateway);
    return gateway.start();
  }

  private static void replies(Message<JsonObject> message) {
    message.reply(
        new JsonObject().put("epoch", "e").put("offset", 3),
        new io.vertx.core.eventbus.DeliveryOptions().addHeader("unconfirmed", "2"));
  }

  @Test
  void joinsAndPublishes() {
    bus("a").plays("a", LifeTest::replies);
    Gateway gateway = result(start());
    assertThat(result(gateway.publish("news", "hello"))).isEqualTo(new Published("e", 3, 2));
  }

  @Test
  void waitsForAGateway() {
    attempts.add(Future.failedFuture(new IOException("refused")));
    LocalBus empty = bus();
    bus("a").plays("a", LifeTest::replies);
    result(start());
    assertThat(empty.hasLeft()).isTrue();
  }

  @Test
  void waitsUntilTheGatewayTakesCalls() {
    LocalBus bus = bus("a");
    Future<Gateway> started = start();
    bus.vertx.setTimer(400, t -> bus.plays("a", LifeTest::replies));
    result(started);
    assertThat(bus.hasLeft()).isFalse();
  }

  @Test
  void failsWhenWaitingIsInVain() {
    attempts.add(
        Future.failedFuture(new GatewayException(Reason.WRONG_VERSION, "another Hazelcast")));
    assertThat(failure(start()).reason()).isEqualTo(Reason.WRONG_VERSION);
  }

  @Test
  void saysWhyTheBusDoesNotWorkAndLeaves() {
    LocalBus bus = bus("a");
    bus.vertx.eventBus().consumer("gateway.publish.a", message -> {});
    GatewayException failure = failure(start());
    assertThat(failure.reason()).isEqualTo(Reason.UNREACHABLE);
    assertThat(failure).hasMessageContaining("gateway node-a at 127.0.0.1:1 cannot be reached");
    await().until(bus::hasLeft);
  }

  @Test
  void joinsAgainWhenTheLastGatewayIsGoneAndHearsClientsAsBefore() {
    LocalBus first = bus("a");
    first.plays("a", LifeTest::replies);
    Gateway gateway = result(start());
    List<String> heard = new CopyOnWriteArrayList<>();
    gateway.onMessage(message -> heard.add(message.text()));
    await()
        .until(
            () -> {
              first.vertx.eventBus().send("gateway.inbound", "one");
              return !heard.isEmpty();
            });
    LocalBus second = bus("b");
    second.plays("b", LifeTest::replies);
    heard.clear();
    first.has();
    await()
        .until(
            () -> {
              second.vertx.eventBus().send("gateway.inbound", "two");
              return heard.contains("two");
            });
    assertThat(first.hasLeft()).isTrue();
    result(gateway.publish("news", "hello"));
  }

  @Test
  void joinsAgainWhenTheGatewaysHaveForgottenWhatItConsumes() {
    LocalBus first = bus("a");
    first.plays("a", LifeTest::replies);
    Gateway gateway = result(start()).onMessage(message -> {});
    LocalBus second = bus("a");
    second.plays("a", LifeTest::replies);
    first.forgets();
    await().until(first::hasLeft);
    result(gateway.publish("news", "hello"));
    assertThat(second.hasLeft()).isFalse();
  }

  /** A gateway that was joined, and lost its last node. */
  private Gateway alone() {
    LocalBus first = bus("a");
    first.plays("a", LifeTest::replies);
    Gateway gateway = result(start());
    first.has();
    await().until(first::hasLeft);
    return gateway;
  }

  @Test
  void whatIsJoinedAfterClosingIsLeft() {
    Promise<Bus> attempt = Promise.promise();
    Gateway gateway = alone();
    attempts.add(attempt.future());
    await().until(attempts::isEmpty);
    result(gateway.close());
    LocalBus late = new LocalBus().has("b");
    buses.add(late);
    attempt.complete(late);
    await().until(late::hasLeft);
  }

  @Test
  void closingLeavesWhatIsStillTested() {
    Gateway gateway = alone();
    LocalBus second = bus("b");
    AtomicInteger asked = new AtomicInteger();
    second.afterAnswer(asked::incrementAndGet);
    await().until(() -> asked.get() > 1);
    assertThat(second.hasLeft()).isFalse();
    result(gateway.close());
    assertThat(second.hasLeft()).isTrue();
  }

  @Test
  void closingEndsHandlersFirstAndThenLeaves() {
    LocalBus bus = bus("a");
    bus.plays("a", LifeTest::replies);
    Gateway gateway = result(start());
    result(gateway.close());
    assertThat(bus.hasLeft()).isTrue();
    assertThat(failure(gateway.publish("news", "x")).reason()).isEqualTo(Reason.CLOSED);
    result(gateway.close());
  }

  @Test
  void closingWaitsForTheAnswersOfHandlers() {
    LocalBus bus = bus("a");
    bus.plays("a", LifeTest::replies);
    Gateway gateway = result(start());
    Promise<ClientMessage> asked = Promise.promise();
    gateway.onMessage(asked::tryComplete);
    // The handler is registered when this is answered.
    result(gateway.publish("news", "x"));
    Future<Message<Object>> reply = bus.vertx.eventBus().request("gateway.inbound", "slow");
    ClientMessage message = result(asked.future());
    Future<Void> closed = gateway.close();
    await().until(() -> gateway.publish("news", "x").failed());
    assertThat(bus.hasLeft()).isFalse();
    message.reply("done");
    assertThat(result(reply).body()).isEqualTo("done");
    result(closed);
    assertThat(bus.hasLeft()).isTrue();
  }
}
