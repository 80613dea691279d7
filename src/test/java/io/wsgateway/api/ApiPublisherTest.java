package io.wsgateway.api;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.wsgateway.broker.Broker;
import io.wsgateway.broker.BrokerLimits;
import io.wsgateway.broker.ChannelRates;
import io.wsgateway.broker.Published;
import io.wsgateway.channel.Payload;
import io.wsgateway.channel.StreamPosition;
import io.wsgateway.config.load.ConfigLoader;
import io.wsgateway.metrics.BrokerMetrics;
import io.wsgateway.metrics.FanoutMetrics;
import io.wsgateway.relay.PeeredRelay;
import io.wsgateway.support.OnLoop;
import io.wsgateway.transport.VertxLoop;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** When the HTTP API's publications are answered, with a peer that takes its time. */
final class ApiPublisherTest {
  private final Vertx vertx = Vertx.vertx();
  private final Context context = vertx.getOrCreateContext();
  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private final PeeredRelay peered =
      new PeeredRelay(new VertxLoop(context), new FanoutMetrics(registry));

  @AfterEach
  void stop() {
    vertx.close().toCompletionStage().toCompletableFuture().orTimeout(20, SECONDS).join();
  }

  private Future<Published> publish(String channel, boolean inService) {
    return OnLoop.call(
        context,
        () -> {
          Broker broker =
              new Broker(
                  new VertxLoop(context),
                  ConfigLoader.parse("").config().channels().rules(),
                  new BrokerLimits(1000, 20),
                  new ChannelRates(0, System::nanoTime),
                  peered.relay().outbox(new VertxLoop(context)),
                  new BrokerMetrics(registry),
                  () -> true);
          return new ApiPublisher(broker::publishEverywhere, () -> inService)
              .publish(channel, new PublishFields(Payload.text("hello"), Map.of(), null, false));
        });
  }

  @Test
  void aReplyWaitsUntilEveryPeerHasConfirmed() {
    Future<Published> reply = publish("chat", true);
    await().until(() -> peered.sent() == 1);
    assertThat(reply.isComplete()).isFalse();

    peered.confirm();
    await().until(reply::succeeded);
    assertThat(reply.result()).isEqualTo(new Published(StreamPosition.NONE, 0));
  }

  @Test
  void aNodeThatIsNotInServiceTakesNothing() {
    assertThat(publish("chat", false).cause())
        .isInstanceOfSatisfying(
            ApiFailure.class,
            failure -> assertThat(failure.error()).isEqualTo(ApiError.UNAVAILABLE));
    OnLoop.run(context, () -> {});
    assertThat(peered.sent()).isZero();
  }

  @Test
  void aBadChannelNameIsTheCallersFault() {
    assertThat(publish("a\nb", true).cause())
        .isInstanceOfSatisfying(
            ApiFailure.class,
            failure -> assertThat(failure.error()).isEqualTo(ApiError.BAD_REQUEST));
  }
}
