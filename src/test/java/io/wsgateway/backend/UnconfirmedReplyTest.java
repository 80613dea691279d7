package io.wsgateway.backend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.ReplyException;
import io.wsgateway.broker.Broker;
import io.wsgateway.broker.BrokerLimits;
import io.wsgateway.broker.ChannelRates;
import io.wsgateway.config.load.ConfigLoader;
import io.wsgateway.metrics.BackendMetrics;
import io.wsgateway.metrics.BrokerMetrics;
import io.wsgateway.metrics.FanoutMetrics;
import io.wsgateway.metrics.FaultMetrics;
import io.wsgateway.relay.PeeredRelay;
import io.wsgateway.session.Faults;
import io.wsgateway.transport.VertxLoop;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What backends are told of nodes that do not confirm: a header, and nothing when all do. */
final class UnconfirmedReplyTest {
  private final Vertx vertx = Vertx.vertx();
  private final Context context = vertx.getOrCreateContext();
  private final VertxLoop loop = new VertxLoop(context);
  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private final PeeredRelay peered = new PeeredRelay(loop, new FanoutMetrics(registry));

  @BeforeEach
  void open() {
    Broker broker =
        new Broker(
            loop,
            ConfigLoader.parse("").config().channels().rules(),
            new BrokerLimits(1000, 20),
            new ChannelRates(0, System::nanoTime),
            peered.relay().outbox(loop),
            new BrokerMetrics(registry),
            () -> true);
    Rejections rejections =
        new Rejections(new BackendMetrics(registry), new Faults(new FaultMetrics(registry)));
    PublishConsumer publish = new PublishConsumer(broker, rejections);
    BroadcastConsumer broadcast = new BroadcastConsumer(broker, List.of(), rejections);
    vertx.eventBus().consumer("publish", m -> context.runOnContext(v -> publish.take(m)));
    vertx.eventBus().consumer("broadcast", m -> context.runOnContext(v -> broadcast.take(m)));
  }

  @AfterEach
  void close() {
    vertx.close().toCompletionStage().toCompletableFuture().join();
  }

  private Message<Object> answer(String address) {
    int sent = peered.sent();
    DeliveryOptions options = new DeliveryOptions();
    if (address.equals("publish")) {
      options.addHeader("channel", "chat");
    }
    Future<Message<Object>> answer = vertx.eventBus().request(address, "x", options);
    await().until(() -> peered.sent() > sent);
    peered.confirm();
    await().until(answer::succeeded);
    return answer.result();
  }

  @Test
  void aBroadcastWithAChannelIsRefusedAndSentToNobody() {
    int sent = peered.sent();
    Future<Message<Object>> refused =
        vertx
            .eventBus()
            .request("broadcast", "private", new DeliveryOptions().addHeader("channel", "chat"));
    await().until(refused::isComplete);
    assertThat(refused.cause())
        .isInstanceOfSatisfying(
            ReplyException.class, failure -> assertThat(failure.failureCode()).isEqualTo(400))
        .hasMessageContaining("takes no header channel");
    answer("broadcast");
    assertThat(peered.sent()).isEqualTo(sent + 1);
  }

  @Test
  void aReplySaysHowManyNodesHaveNotConfirmedAndIsCounted() {
    assertThat(answer("publish").headers().contains("unconfirmed")).isFalse();
    assertThat(answer("broadcast").headers().contains("unconfirmed")).isFalse();
    assertThat(registry.get("gateway.publish.unconfirmed").counter().count()).isZero();

    peered.expectAnother(loop);
    assertThat(answer("publish").headers().get("unconfirmed")).isEqualTo("1");
    assertThat(answer("broadcast").headers().get("unconfirmed")).isEqualTo("1");
    assertThat(registry.get("gateway.publish.unconfirmed").counter().count()).isEqualTo(2);
  }
}
