package io.wsgateway.fanout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.internal.VertxInternal;
import io.wsgateway.channel.Payload;
import io.wsgateway.channel.Publication;
import io.wsgateway.metrics.FanoutMetrics;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A hub whose subscribers misbehave. */
final class HubTest {
  private static final RelayLimits WIDE = new RelayLimits(1 << 20, 1 << 20, 1 << 20);

  private final Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(2));
  private final FanoutMetrics metrics = new FanoutMetrics(new SimpleMeterRegistry());
  private final Context context = ((VertxInternal) vertx).createEventLoopContext();
  private final Relay relay = new Relay(context, "here", WIDE, metrics);
  private final Hub hub = new Hub(context, relay, () -> {}, WIDE, metrics);
  private final Outbox outbox = relay.outbox(context);
  private final List<String> heard = new CopyOnWriteArrayList<>();

  /** Fails at every delivery, and when it is told so, too. */
  private final class Broken implements Subscriber {
    private final Throwable failure;

    Broken(Throwable failure) {
      this.failure = failure;
    }

    @Override
    public void deliver(ChannelBatch batch) {
      fail();
    }

    @Override
    public void reset(String channel) {
      heard.add("reset");
      fail();
    }

    private void fail() {
      if (failure instanceof Error error) {
        throw error;
      }
      throw (RuntimeException) failure;
    }
  }

  private final class Ear implements Subscriber {
    @Override
    public void deliver(ChannelBatch batch) {
      for (int i = 0; i < batch.size(); i++) {
        heard.add(batch.publication(i).payload().asText());
      }
    }

    @Override
    public void reset(String channel) {
      heard.add("wrongly reset");
    }
  }

  @AfterEach
  void close() {
    vertx.close().toCompletionStage().toCompletableFuture().join();
  }

  private void publish(String text) {
    context.runOnContext(
        v ->
            outbox.publish(
                Publication.ephemeral(
                    "a", Payload.text(text), Map.of(), null, System.currentTimeMillis())));
  }

  private void subscribersBehindABrokenOneHearEverything(Throwable failure) {
    context.runOnContext(
        v -> {
          hub.subscribe("a", new Broken(failure));
          hub.subscribe("a", new Ear());
        });
    publish("first");
    await().untilAsserted(() -> assertThat(heard).containsExactly("reset", "first"));
    publish("second");
    await()
        .untilAsserted(
            () -> assertThat(heard).containsExactly("reset", "first", "reset", "second"));
  }

  @Test
  void aSubscriberThatThrowsDoesNotSilenceTheOthers() {
    subscribersBehindABrokenOneHearEverything(new IllegalStateException("on purpose"));
  }

  @Test
  void memoryThatRunsOutForOneDoesNotSilenceTheOthers() {
    subscribersBehindABrokenOneHearEverything(new OutOfMemoryError("on purpose"));
  }
}
