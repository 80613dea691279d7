package io.wsgateway.broker;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.wsgateway.broker.PublishRefused.Reason;
import io.wsgateway.channel.Payload;
import io.wsgateway.channel.Publisher;
import io.wsgateway.channel.StreamPosition;
import io.wsgateway.config.load.ConfigLoader;
import io.wsgateway.metrics.BrokerMetrics;
import io.wsgateway.metrics.FanoutMetrics;
import io.wsgateway.relay.ChannelPattern;
import io.wsgateway.relay.PeeredRelay;
import io.wsgateway.support.OnLoop;
import io.wsgateway.transport.VertxLoop;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a broker takes, what it refuses, and when it answers. */
final class BrokerTest {
  private static final int CHANNEL_BYTES = 20;
  private static final int MESSAGE_BYTES = 100;

  private final Vertx vertx = Vertx.vertx();
  private final Context context = vertx.getOrCreateContext();
  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private final PeeredRelay peered =
      new PeeredRelay(new VertxLoop(context), new FanoutMetrics(registry));
  private boolean inService = true;
  private Broker broker;

  @BeforeEach
  void start() {
    broker =
        OnLoop.call(
            context,
            () ->
                new Broker(
                    new VertxLoop(context),
                    ConfigLoader.parse("channels: {namespaces: {room: {}}}")
                        .config()
                        .channels()
                        .rules(),
                    new BrokerLimits(MESSAGE_BYTES, CHANNEL_BYTES),
                    new ChannelRates(0, System::nanoTime),
                    peered.relay().outbox(new VertxLoop(context)),
                    new BrokerMetrics(registry),
                    () -> inService));
  }

  @AfterEach
  void stop() {
    vertx.close().toCompletionStage().toCompletableFuture().orTimeout(20, SECONDS).join();
  }

  private Future<StreamPosition> publish(PublishRequest request) {
    return OnLoop.call(context, () -> broker.publish(request));
  }

  private static PublishRequest to(String channel) {
    return PublishRequest.of(channel, Payload.text("hello"));
  }

  private void refuses(PublishRequest request, Reason reason) {
    assertThat(publish(request).cause())
        .isInstanceOfSatisfying(
            PublishRefused.class, refused -> assertThat(refused.reason()).isEqualTo(reason));
    assertThat(acknowledged()).isZero();
    assertThat(peered.sent()).isZero();
  }

  private long acknowledged() {
    return registry.get("gateway.publish").timer().count();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a\nb", "a\u0000", ":a", "room:", "123456789012345678901"})
  void aBadOrOverlongChannelNameIsRefused(String channel) {
    refuses(to(channel), Reason.BAD_REQUEST);
  }

  @Test
  void outOfServiceNothingIsTakenAndNothingSent() {
    inService = false;
    List<Future<?>> refused =
        List.of(
            publish(to("chat")),
            OnLoop.call(context, () -> broker.publishEverywhere(to("chat"))),
            OnLoop.call(
                context,
                () ->
                    broker.broadcast(List.of(ChannelPattern.of("chat")), Payload.text("x"), true)),
            OnLoop.call(
                context,
                () ->
                    broker.broadcast(
                        List.of(ChannelPattern.of("chat")), Payload.text("x"), false)));

    assertThat(refused)
        .allMatch(f -> f.cause() instanceof PublishRefused no && no.reason() == Reason.UNAVAILABLE);
    assertThat(registry.get("gateway.publish").timer().count()).isZero();
  }

  @Test
  void aChannelOfANamespaceThatIsNotConfiguredIsRefused() {
    refuses(to("nowhere:1"), Reason.UNKNOWN_CHANNEL);
  }

  @Test
  void dataAndTagsTogetherHaveALimit() {
    Payload most = Payload.text("x".repeat(MESSAGE_BYTES));
    refuses(new PublishRequest("chat", most, Map.of("k", "v"), null, null), Reason.TOO_LARGE);
  }

  @Test
  void anIdWithoutHistoryIsRefused() {
    refuses(
        new PublishRequest("chat", Payload.text("x"), Map.of(), "id", null), Reason.BAD_REQUEST);
  }

  @ParameterizedTest
  @ValueSource(strings = {"chat", "room:1", "12345678901234567890", "!~"})
  void whatThisNodeHasIsAcknowledgedAndItsTimeMeasured(String channel) {
    assertThat(publish(to(channel)).result()).isEqualTo(StreamPosition.NONE);
    assertThat(acknowledged()).isEqualTo(1);
    await().until(() -> peered.sent() == 1);
  }

  @Test
  void overAChannelsRateBackendsAreRefusedAndClientsAreToBeSlowedDown() {
    long[] now = new long[1];
    ChannelRates rates = new ChannelRates(10, () -> now[0]);
    Broker bounded =
        OnLoop.call(
            context,
            () ->
                new Broker(
                    new VertxLoop(context),
                    ConfigLoader.parse("").config().channels().rules(),
                    new BrokerLimits(MESSAGE_BYTES, CHANNEL_BYTES),
                    rates,
                    peered.relay().outbox(new VertxLoop(context)),
                    new BrokerMetrics(new SimpleMeterRegistry()),
                    () -> true));
    PublishRequest client =
        PublishRequest.of("chat", Payload.text("hello"), new Publisher("c", ""));
    OnLoop.run(
        context,
        () -> {
          for (int i = 0; i < 3; i++) {
            assertThat(bounded.isOverRate("chat")).isFalse();
            assertThat(bounded.publish(to("chat")).succeeded()).isTrue();
          }
          assertThat(bounded.isOverRate("chat")).isTrue();
          assertThat(bounded.publish(to("chat")).cause())
              .isInstanceOfSatisfying(
                  PublishRefused.class,
                  refused -> {
                    assertThat(refused.reason()).isEqualTo(Reason.BACKLOG);
                    assertThat(refused.explanation()).contains("limits.channelBytesPerSecond");
                  });
          assertThat(bounded.publish(client).succeeded()).isTrue();
          assertThat(bounded.publish(to("other")).succeeded()).isTrue();
          now[0] = TimeUnit.SECONDS.toNanos(2);
          assertThat(bounded.publish(to("chat")).succeeded()).isTrue();
        });
  }

  @Test
  void everywhereIsWhenEveryPeerHasConfirmed() {
    Future<Published> everywhere = OnLoop.call(context, () -> broker.publishEverywhere(to("chat")));
    await().until(() -> peered.sent() == 1);
    assertThat(everywhere.isComplete()).isFalse();
    assertThat(acknowledged()).isZero();

    peered.confirm();
    await().until(everywhere::succeeded);
    assertThat(acknowledged()).isEqualTo(1);
  }
}
