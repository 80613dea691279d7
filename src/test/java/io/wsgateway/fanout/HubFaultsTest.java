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
import io.wsgateway.relay.Relay;
import io.wsgateway.relay.RelayLimits;
import io.wsgateway.transport.VertxLoop;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever is thrown on the way to subscribers, the channel and the others go on. */
final class HubFaultsTest {
  private static final RelayLimits LIMITS = new RelayLimits(1 << 20, 1 << 20);

  private final Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(2));
  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private final FanoutMetrics metrics = new FanoutMetrics(registry);
  private final Context context = ((VertxInternal) vertx).createEventLoopContext();
  private final Relay relay =
      new Relay(new VertxLoop(context), "here", LIMITS, new WireFormats(), metrics);
  private final Hub hub = new Hub(new VertxLoop(context), relay, this::flush, 150_000, metrics);
  private final List<String> heard = new CopyOnWriteArrayList<>();
  private volatile Throwable flushFailure;

  /** Fails at every delivery, and when it is told so, too. */
  private final class Broken implements Subscriber {
    private final Throwable failure;

    Broken(Throwable failure) {
      this.failure = failure;
    }

    @Override
    public void deliver(ChannelBatch batch) {
      HubFaultsTest.<RuntimeException>sneak(failure);
    }

    @Override
    public void reset(String channel) {
      heard.add("broken one reset");
      HubFaultsTest.<RuntimeException>sneak(failure);
    }
  }

  private final class Ear implements Subscriber {
    @Override
    public void deliver(ChannelBatch batch) {
      batch.written();
      for (int i = 0; i < batch.size(); i++) {
        heard.add(batch.publication(i).payload().asText());
      }
    }

    @Override
    public void reset(String channel) {
      heard.add("missed");
    }
  }

  @AfterEach
  void close() {
    vertx.close().toCompletionStage().toCompletableFuture().join();
  }

  static List<Throwable> whateverIsThrown() {
    return List.of(
        new IllegalStateException("planted"),
        new OutOfMemoryError("planted"),
        new StackOverflowError("planted"),
        new NoClassDefFoundError("planted"),
        // Netty throws such without declaring it.
        new IOException("planted"));
  }

  @ParameterizedTest
  @MethodSource("whateverIsThrown")
  void subscribersBehindABrokenOneHearEverything(Throwable failure) {
    context.runOnContext(
        v -> {
          hub.subscribe("a", new Broken(failure));
          hub.subscribe("a", new Ear());
        });
    offer(deliveries("a", "first"));
    assertHeard("broken one reset", "first");
    offer(deliveries("a", "second"));
    assertHeard("broken one reset", "first", "broken one reset", "second");
    // Each time it failed twice: to take the message, and to hear of that.
    assertThat(faults()).isEqualTo(4);
  }

  @Test
  void aBatchThatCannotBeMadeIsMissedAndTheNextIsHeard() {
    context.runOnContext(v -> hub.subscribe("a", new Ear()));
    String large = "x".repeat(100_000);
    Publication lost = publication("a", large);
    offer(
        new ChannelDeliveries("a", List.of(new Delivery(lost, null, 1), broken()), lost.weight()));
    assertHeard("missed");
    // It finds room: what the lost one took is free again.
    offer(deliveries("a", large));
    assertHeard("missed", large);
    assertThat(faults()).isEqualTo(1);
  }

  @Test
  void aChannelWhoseQueueFailsLeavesTheOthersTheirs() {
    context.runOnContext(v -> hub.subscribe("a", new Ear()));
    context.runOnContext(v -> hub.subscribe("b", new Ear()));
    offer(
        new ChannelDeliveries("a", Arrays.asList((Delivery) null), 0),
        deliveries("b", "of the other"));
    assertHeard("of the other");
    assertThat(faults()).isEqualTo(1);
  }

  @Test
  void aFlushThatFailsLeavesTheOthersTheirTurn() {
    flushFailure = new StackOverflowError("planted");
    // More than are served before the first flush.
    int many = 1000;
    context.runOnContext(
        v -> Stream.generate(Ear::new).limit(many).forEach(ear -> hub.subscribe("a", ear)));
    offer(deliveries("a", "first"));
    await().until(() -> heard.size() == many);
    await().until(() -> registry.get("gateway.delivery").timer().count() == 1);
  }

  private void assertHeard(String... texts) {
    await().untilAsserted(() -> assertThat(heard).containsExactly(texts));
  }

  private double faults() {
    return registry.get("gateway.faults").tag("where", "delivery").counter().count();
  }

  private void flush() {
    if (flushFailure != null) {
      HubFaultsTest.<RuntimeException>sneak(flushFailure);
    }
  }

  /** As the relay does. */
  private void offer(ChannelDeliveries... batch) {
    context.runOnContext(v -> hub.offer(List.of(batch)));
  }

  private static ChannelDeliveries deliveries(String channel, String text) {
    Publication publication = publication(channel, text);
    return new ChannelDeliveries(
        channel, List.of(new Delivery(publication, null, 1)), publication.weight());
  }

  private static Publication publication(String channel, String text) {
    return Publication.ephemeral(channel, Payload.text(text), Map.of(), null, 1);
  }

  private static Delivery broken() {
    return new Delivery(weightless(), null, 1);
  }

  /** Fails where its bytes are counted. */
  private static Publication weightless() {
    return Publication.ephemeral("a", null, Map.of(), null, 1);
  }

  @SuppressWarnings("unchecked")
  private static <T extends Throwable> void sneak(Throwable failure) throws T {
    throw (T) failure;
  }
}
