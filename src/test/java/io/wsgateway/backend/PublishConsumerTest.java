package io.wsgateway.backend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.internal.VertxInternal;
import io.vertx.core.json.JsonObject;
import io.wsgateway.broker.Broker;
import io.wsgateway.broker.BrokerLimits;
import io.wsgateway.broker.ChannelRates;
import io.wsgateway.channel.Audience;
import io.wsgateway.channel.ChannelRule;
import io.wsgateway.channel.ChannelRules;
import io.wsgateway.channel.HistoryRule;
import io.wsgateway.channel.JoinLeave;
import io.wsgateway.channel.SlowConsumer;
import io.wsgateway.channel.SubscribeAudience;
import io.wsgateway.fanout.WireFormats;
import io.wsgateway.metrics.BackendMetrics;
import io.wsgateway.metrics.BrokerMetrics;
import io.wsgateway.metrics.FanoutMetrics;
import io.wsgateway.metrics.FaultMetrics;
import io.wsgateway.relay.Relay;
import io.wsgateway.relay.RelayLimits;
import io.wsgateway.session.Faults;
import io.wsgateway.transport.VertxLoop;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** {@code gateway.publish} on a bus of one node, up to its limits. */
final class PublishConsumerTest {
  private static final int QUEUE_BYTES = 4000;
  private static final int MESSAGE_BYTES = 100;

  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private final Vertx vertx = Vertx.vertx();
  private final Context relayContext = ((VertxInternal) vertx).createEventLoopContext();
  private final Context context = ((VertxInternal) vertx).createEventLoopContext();

  @BeforeEach
  void open() {
    Relay relay =
        new Relay(
            new VertxLoop(relayContext),
            "here",
            new RelayLimits(QUEUE_BYTES, QUEUE_BYTES),
            new WireFormats(),
            new FanoutMetrics(registry));
    ChannelRule rule =
        new ChannelRule(
            SubscribeAudience.NOBODY,
            Audience.NOBODY,
            Audience.NOBODY,
            false,
            JoinLeave.NONE,
            false,
            SlowConsumer.DISCONNECT,
            0,
            HistoryRule.NONE);
    Broker broker =
        new Broker(
            new VertxLoop(context),
            new ChannelRules(rule, Map.of()),
            new BrokerLimits(MESSAGE_BYTES, 50),
            new ChannelRates(0, System::nanoTime),
            relay.outbox(new VertxLoop(context)),
            new BrokerMetrics(registry),
            () -> true);
    PublishConsumer consumer =
        new PublishConsumer(
            broker,
            new Rejections(new BackendMetrics(registry), new Faults(new FaultMetrics(registry))));
    vertx.eventBus().consumer("publish", m -> context.runOnContext(v -> consumer.take(m)));
    vertx.eventBus().consumer("publish.here", m -> context.runOnContext(v -> consumer.takeHere(m)));
  }

  @AfterEach
  void close() {
    vertx.close().toCompletionStage().toCompletableFuture().join();
  }

  private Future<JsonObject> publish(String data, DeliveryOptions options) {
    return vertx
        .eventBus()
        .<JsonObject>request("publish", data, options.addHeader("channel", "chat"))
        .map(reply -> reply.body());
  }

  private static JsonObject get(Future<JsonObject> answer) {
    return answer.toCompletionStage().toCompletableFuture().orTimeout(60, TimeUnit.SECONDS).join();
  }

  @Test
  void whenTooMuchWaitsTheAnswerIs429UntilThereIsRoomAgain() {
    CountDownLatch hold = new CountDownLatch(1);
    relayContext.runOnContext(
        v -> {
          try {
            hold.await();
          } catch (InterruptedException e) {
            throw new IllegalStateException(e);
          }
        });
    List<Future<JsonObject>> answers = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      answers.add(publish("x".repeat(MESSAGE_BYTES), new DeliveryOptions()));
    }
    await().until(() -> answers.stream().anyMatch(Future::failed));
    assertThat(answers.stream().filter(Future::succeeded)).isEmpty();
    hold.countDown();
    await().until(() -> answers.stream().allMatch(Future::isComplete));

    assertThat(answers.stream().filter(Future::succeeded)).hasSizeBetween(10, 25);
    assertThat(answers.stream().filter(Future::failed).map(Future::cause))
        .allSatisfy(failure -> assertThat(((ReplyException) failure).failureCode()).isEqualTo(429));
    assertThat(registry.get("gateway.eventbus.rejected").tag("reason", "backlog").counter().count())
        .isEqualTo((double) answers.stream().filter(Future::failed).count());
    assertThat(get(publish("again", new DeliveryOptions())))
        .isEqualTo(new JsonObject().put("epoch", "").put("offset", 0));
  }

  @Test
  void theNodesOwnAddressAnswersAPingAndPublishesNothing() {
    DeliveryOptions ping = new DeliveryOptions().addHeader("ping", "").addHeader("channel", "chat");
    assertThat(get(request("publish.here", ping))).isEqualTo(new JsonObject());
    DeliveryOptions chat = new DeliveryOptions().addHeader("channel", "chat");
    assertThat(get(request("publish.here", chat)))
        .isEqualTo(new JsonObject().put("epoch", "").put("offset", 0));
    assertThat(registry.get("gateway.publish").timer().count()).isEqualTo(1);
  }

  private Future<JsonObject> request(String address, DeliveryOptions options) {
    return vertx.eventBus().<JsonObject>request(address, "x", options).map(reply -> reply.body());
  }

  private Future<JsonObject> publish(JsonObject data) {
    return vertx
        .eventBus()
        .<JsonObject>request("publish", data, new DeliveryOptions().addHeader("channel", "chat"))
        .map(reply -> reply.body());
  }

  @Test
  void jsonHasTheLimitsThatClientsHave() {
    assertThatThrownBy(() -> get(publish(nested(257))))
        .hasRootCauseInstanceOf(ReplyException.class)
        .hasMessageContaining("the body is not accepted: it is nested deeper than 256 levels");
    assertThatThrownBy(() -> get(publish(nested(256))))
        .as("only too big for this test's limit")
        .hasMessageContaining("limits.messageBytes");
    assertThatThrownBy(
            () -> get(publish(new JsonObject().put("n", new BigInteger("9".repeat(1001))))))
        .hasMessageContaining("it has a number of over 1000 characters");
    assertThatThrownBy(() -> get(publish(new JsonObject().put("n".repeat(50_001), 1))))
        .hasMessageContaining("it has a name of over 50000 characters");
  }

  private static JsonObject nested(int levels) {
    JsonObject inner = new JsonObject();
    for (int i = 1; i < levels; i++) {
      inner = new JsonObject().put("a", inner);
    }
    return inner;
  }

  @Test
  void tagsCountAsData() {
    DeliveryOptions fits = new DeliveryOptions().addHeader("tag.ab", "ü".repeat(44));
    assertThat(get(publish("0123456789", fits)).getLong("offset")).isZero();
    DeliveryOptions over = new DeliveryOptions().addHeader("tag.abc", "ü".repeat(44));
    assertThatThrownBy(() -> get(publish("0123456789", over)))
        .hasRootCauseInstanceOf(ReplyException.class)
        .hasMessageContaining("101 bytes of data and tags, at most 100 (limits.messageBytes)");
  }
}
