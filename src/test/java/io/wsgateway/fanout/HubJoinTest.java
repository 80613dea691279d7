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
import io.wsgateway.channel.SlowConsumer;
import io.wsgateway.connection.CloseEvent;
import io.wsgateway.connection.Connection;
import io.wsgateway.connection.ConnectionListener;
import io.wsgateway.connection.StubLoop;
import io.wsgateway.connection.WireMessage;
import io.wsgateway.metrics.FanoutMetrics;
import io.wsgateway.relay.Relay;
import io.wsgateway.relay.RelayLimits;
import io.wsgateway.support.OnLoop;
import io.wsgateway.transport.VertxLoop;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Subscribers that join a channel amid what waits for it. */
final class HubJoinTest {
  private static final RelayLimits WIDE = new RelayLimits(1 << 20, 1 << 20);

  private final Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(2));
  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private final FanoutMetrics metrics = new FanoutMetrics(registry);
  private final Context context = ((VertxInternal) vertx).createEventLoopContext();
  private final Relay relay =
      new Relay(new VertxLoop(context), "here", WIDE, new WireFormats(), metrics);
  private final Hub hub = new Hub(new VertxLoop(context), relay, () -> {}, 1 << 20, metrics);

  /** Notes each batch, as one entry, and each loss. */
  private static class Diary implements Subscriber {
    final List<String> pages = new CopyOnWriteArrayList<>();

    @Override
    public void deliver(ChannelBatch batch) {
      List<String> texts = new ArrayList<>();
      for (int i = 0; i < batch.size(); i++) {
        texts.add(batch.publication(i).payload().asText());
      }
      pages.add(String.join(" ", texts));
    }

    @Override
    public void reset(String channel) {
      pages.add("lost");
    }
  }

  @AfterEach
  void close() {
    vertx.close().toCompletionStage().toCompletableFuture().join();
  }

  /** A channel whose first publication takes more than one turn, so that others wait behind it. */
  private List<Diary> crowd() {
    List<Diary> crowd = Stream.generate(Diary::new).limit(5000).toList();
    OnLoop.run(context, () -> crowd.forEach(one -> hub.subscribe("a", one)));
    return crowd;
  }

  /** Joins at once: its point is now. */
  private static Diary join(ChannelQueue queue) {
    Diary diary = new Diary();
    queue.join(queue.expect(diary, () -> {}));
    return diary;
  }

  @Test
  void whatWaitedBeforeIsNotReceivedAndTheOthersGetTheirBatchesWhole() {
    ChannelQueue queue = new ChannelQueue("a", delivery -> 1, e -> {});
    Diary old = new Diary();
    queue.subscribers().add(old);
    Diary first = join(queue);
    queue.offer(deliveries("1"));
    queue.serve(1);
    // The batch has more to serve; who joins now is behind it.
    Diary amid = join(queue);
    queue.offer(deliveries("2", "3"));
    Diary behind3 = join(queue);
    Diary also = join(queue);
    queue.offer(deliveries("4"));
    Diary leaver = join(queue);
    Diary behind4 = join(queue);
    queue.leave(leaver);
    assertThat(queue.size()).isEqualTo(6);
    serve(queue);
    assertThat(queue.size()).isEqualTo(6);
    queue.offer(deliveries("5"));
    serve(queue);
    assertThat(old.pages).containsExactly("1", "2 3 4", "5");
    assertThat(first.pages).isEqualTo(old.pages);
    assertThat(amid.pages).containsExactly("2 3 4", "5");
    assertThat(behind3.pages).containsExactly("4", "5");
    assertThat(also.pages).containsExactly("4", "5");
    assertThat(behind4.pages).containsExactly("5");
    assertThat(leaver.pages).isEmpty();
  }

  @Test
  void aLossBeforeTheJoinIsNotToldAndOneBehindItIs() {
    ChannelQueue queue = new ChannelQueue("a", delivery -> 1, e -> {});
    Diary old = new Diary();
    queue.subscribers().add(old);
    queue.offer(deliveries("1"));
    queue.offer(deliveries("lost").dropped());
    Diary between = join(queue);
    queue.offer(deliveries("lost").dropped());
    Diary behind = join(queue);
    queue.offer(deliveries("2"));
    serve(queue);
    assertThat(old.pages).containsExactly("1", "lost", "2");
    assertThat(between.pages).containsExactly("lost", "2");
    assertThat(behind.pages).containsExactly("2");
  }

  @Test
  void aMarkPassesBehindWhatWaitedAndBeforeWhatComesLater() {
    List<Throwable> failures = new ArrayList<>();
    ChannelQueue queue = new ChannelQueue("a", delivery -> 1, failures::add);
    Diary diary = new Diary();
    queue.subscribers().add(diary);
    queue.subscribers().add(new Diary());
    assertThat(queue.mark(() -> diary.pages.add("never"))).as("nothing waits").isFalse();
    queue.offer(deliveries("1"));
    queue.serve(1);
    // The other has yet to get it.
    assertThat(queue.mark(() -> diary.pages.add("behind 1"))).isTrue();
    queue.offerGap();
    queue.mark(
        () -> {
          throw new IllegalStateException("planted");
        });
    queue.mark(() -> diary.pages.add("behind the gap"));
    queue.offer(deliveries("2"));
    assertThat(diary.pages).containsExactly("1");
    serve(queue);
    assertThat(diary.pages).containsExactly("1", "behind 1", "lost", "behind the gap", "2");
    assertThat(failures).hasSize(1);
    assertThat(queue.mark(() -> diary.pages.add("never"))).isFalse();
  }

  @Test
  void lossesInARowAreOneGap() {
    ChannelQueue queue = new ChannelQueue("a", delivery -> 1, e -> {});
    Diary old = new Diary();
    queue.subscribers().add(old);
    queue.offer(deliveries("1"));
    for (int i = 0; i < 1000; i++) {
      queue.offerGap();
    }
    Join join = queue.expect(new Diary(), () -> {});
    queue.join(join);
    assertThat(join.from()).as("numbers taken by one message and one gap").isEqualTo(2);
    queue.offer(deliveries("2"));
    queue.offerGap();
    serve(queue);
    assertThat(old.pages).containsExactly("1", "lost", "2", "lost");
  }

  @Test
  void whoJoinsAmidABatchIsServedInTurnsLikeTheOthers() {
    ChannelQueue queue = new ChannelQueue("a", delivery -> 1, e -> {});
    queue.subscribers().add(new Diary());
    queue.offer(deliveries("1"));
    List<Diary> many = Stream.generate(() -> join(queue)).limit(10).toList();
    queue.offer(deliveries("2"));
    assertThat(queue.serve(4)).isEqualTo(4);
    assertThat(many).filteredOn(one -> !one.pages.isEmpty()).hasSize(3);
    queue.leave(many.get(9));
    serve(queue);
    assertThat(many.subList(0, 9)).allSatisfy(one -> assertThat(one.pages).containsExactly("2"));
    assertThat(many.get(9).pages).isEmpty();
  }

  @Test
  void theEndOfABatchIsMadeOnceForAllWhoAskForTheSame() {
    ChannelBatch batch = new ChannelBatch("a", deliveries("1", "2", "3").deliveries(), 3);
    ChannelBatch two = batch.from(1);
    ChannelBatch one = batch.from(2);
    assertThat(two.publication(0).payload().asText()).isEqualTo("2");
    assertThat(two.size()).isEqualTo(2);
    assertThat(one.size()).isEqualTo(1);
    assertThat(batch.from(2)).isSameAs(one);
    assertThat(batch.from(0)).isSameAs(batch);
    assertThat(batch.isWritten()).isFalse();
    one.written();
    assertThat(batch.isWritten()).isTrue();
  }

  @Test
  void aJoinThroughTheRelayMissesWhatWaitsBehindALongFanOut() {
    List<Diary> crowd = crowd();
    Diary newcomer = new Diary();
    Diary leaver = new Diary();
    List<String> answers = new CopyOnWriteArrayList<>();
    OnLoop.run(
        context,
        () -> {
          hub.offer(List.of(deliveries("1")));
          hub.offer(List.of(deliveries("2")));
          hub.join(
              "a",
              newcomer,
              () -> {
                answers.add("joined");
                hub.offer(List.of(deliveries("3")));
              });
          hub.join("a", leaver, () -> answers.add("left"));
          hub.unsubscribe("a", leaver);
        });
    await().until(() -> newcomer.pages.contains("3"));
    OnLoop.run(context, () -> {});
    assertThat(newcomer.pages).containsExactly("3");
    assertThat(answers).containsExactly("joined");
    assertThat(leaver.pages).isEmpty();
    assertThat(crowd).allSatisfy(o -> assertThat(String.join(" ", o.pages)).isEqualTo("1 2 3"));
    assertThat(registry.get("gateway.subscriptions").gauge().value()).isEqualTo(5001);
  }

  @Test
  void theFramesOfWhoJoinedAmidABatchAreGivenBack() {
    OnLoop.run(
        context,
        () -> {
          StubLoop stubs = StubLoop.on(context);
          ChannelQueue queue = new ChannelQueue("a", delivery -> 1, e -> {});
          queue.subscribers().add(new Reader(stubs));
          queue.offer(deliveries("1"));
          Reader newcomer = new Reader(stubs);
          queue.join(queue.expect(newcomer, () -> {}));
          queue.offer(deliveries("2"));
          queue.serve(2);
          assertThat(stubs.socket(0).sent()).containsExactly("1", "2");
          assertThat(stubs.socket(1).sent()).containsExactly("2");
          ChannelBatch done = queue.takeDone();
          assertThat(stubs.heldBatches()).isPositive();
          done.release();
          assertThat(stubs.heldBatches()).isZero();
        });
  }

  /** A client with a socket. */
  private static final class Reader implements Subscriber, ConnectionListener {
    private final Connection connection;

    Reader(StubLoop stubs) {
      connection = stubs.connect(this);
    }

    @Override
    public void deliver(ChannelBatch batch) {
      connection.deliver(batch.frames(Plain.TEXT), "a", SlowConsumer.DISCONNECT);
    }

    @Override
    public void reset(String channel) {}

    @Override
    public void opened() {}

    @Override
    public void message(boolean text, byte[] payload) {}

    @Override
    public void closed(CloseEvent event) {}
  }

  private enum Plain implements WireFormat {
    TEXT;

    @Override
    public int slot() {
      return 0;
    }

    @Override
    public WireMessage encode(Publication publication) {
      return WireMessage.text(publication.payload().bytes());
    }
  }

  private static void serve(ChannelQueue queue) {
    while (queue.hasWork()) {
      queue.serve(2);
      queue.takeDone();
    }
  }

  private static ChannelDeliveries deliveries(String... texts) {
    List<Delivery> all =
        Stream.of(texts)
            .map(
                text ->
                    new Delivery(
                        Publication.ephemeral("a", Payload.text(text), Map.of(), null, 1), null, 1))
            .toList();
    return new ChannelDeliveries(
        "a", all, all.stream().mapToLong(d -> d.publication().weight()).sum());
  }
}
