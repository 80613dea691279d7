package io.wsgateway.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.internal.VertxInternal;
import io.wsgateway.channel.Payload;
import io.wsgateway.channel.Publication;
import io.wsgateway.fanout.ChannelBatch;
import io.wsgateway.fanout.Hub;
import io.wsgateway.fanout.Subscriber;
import io.wsgateway.fanout.WireFormats;
import io.wsgateway.metrics.FanoutMetrics;
import io.wsgateway.support.OnLoop;
import io.wsgateway.transport.VertxLoop;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** One payload for many channels takes its bytes once in every queue on its way. */
final class BroadcastTest {
  private static final int PAYLOAD = 65_536;
  private static final int ROOMS = 3000;
  private static final List<ChannelPattern> ALL = List.of(ChannelPattern.of("room:{room}"));

  /** Room for a payload and the names of the channels, far less than a payload for each. */
  private static final long QUEUE = 2 << 20;

  private static final RelayLimits LIMITS = new RelayLimits(QUEUE, 8 * QUEUE);

  private final Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(3));
  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private final FanoutMetrics metrics = new FanoutMetrics(registry);
  private final Context relayContext = newContext();
  private final Relay relay =
      new Relay(new VertxLoop(relayContext), "here", LIMITS, new WireFormats(), metrics);
  private final Context context = newContext();
  private final Hub hub = hub(context);
  private final Outbox outbox = relay.outbox(new VertxLoop(context));
  private final List<Buffer> sent = new CopyOnWriteArrayList<>();
  private final AtomicInteger heard = new AtomicInteger();
  private final AtomicInteger resets = new AtomicInteger();
  private final List<String> channels = new CopyOnWriteArrayList<>();

  private final class Ear implements Subscriber {
    @Override
    public void deliver(ChannelBatch batch) {
      heard.addAndGet(batch.size());
      channels.add(batch.channel());
    }

    @Override
    public void reset(String channel) {
      resets.incrementAndGet();
    }
  }

  private Context newContext() {
    return ((VertxInternal) vertx).createEventLoopContext();
  }

  private Hub hub(Context on) {
    return new Hub(new VertxLoop(on), relay, () -> {}, QUEUE, metrics);
  }

  @AfterEach
  void close() {
    vertx.close().toCompletionStage().toCompletableFuture().join();
  }

  private static String room(int number) {
    return "room:" + number;
  }

  private void subscribe(Context on, Hub to, int count) {
    OnLoop.run(on, () -> IntStream.range(0, count).forEach(i -> to.subscribe(room(i), new Ear())));
  }

  private void connectAPeer() {
    RelayBus bus =
        new StubBus(
            envelope -> {
              sent.add(envelope);
              return Future.future(never -> {});
            });
    OnLoop.run(relayContext, () -> relay.peers().add("there", bus));
  }

  private double dropped(String policy) {
    return registry.get("gateway.messages.dropped").tag("policy", policy).counter().count();
  }

  private void awaitHeard(int count) {
    await().until(() -> heard.get() + resets.get() >= count);
    assertThat(resets.get()).isZero();
    assertThat(heard.get()).isEqualTo(count);
  }

  private static Publication publication(
      String channel, Payload payload, Map<String, String> tags) {
    return Publication.ephemeral(channel, payload, tags, null, 1);
  }

  @Test
  void aLargeBroadcastReachesEveryRoomOnEveryLoopAndLeavesTheQueuesEmpty() {
    Context otherContext = newContext();
    Hub other = hub(otherContext);
    subscribe(context, hub, ROOMS);
    subscribe(otherContext, other, ROOMS);
    Payload large = Payload.binary(new byte[PAYLOAD]);
    // The queue has room for one of them with its names, and not for what two would leave behind.
    for (int i = 1; i <= 3; i++) {
      context.runOnContext(v -> outbox.broadcast(ALL, large, 1));
      awaitHeard(2 * i * ROOMS);
    }
    assertThat(dropped("hubBacklog")).isZero();
  }

  @Test
  void whatDoesNotFitWithOthersIsStillDroppedAndToldAndCountedOff() {
    int names = 20_000;
    subscribe(context, hub, names);
    Payload small = Payload.text("x");
    context.runOnContext(v -> outbox.broadcast(ALL, small, 1));
    await().until(() -> heard.get() + resets.get() == names);
    assertThat(resets.get()).isPositive();
    assertThat(dropped("hubBacklog")).isEqualTo(resets.get());
    // All of it is free again.
    int before = resets.get();
    int most = (int) QUEUE - 400;
    context.runOnContext(
        v -> outbox.publish(publication(room(0), Payload.binary(new byte[most]), Map.of())));
    await().until(() -> heard.get() + resets.get() == names + 1);
    assertThat(resets.get()).isEqualTo(before);
  }

  @Test
  void onePayloadToAListOfChannelsIsTakenWholeAndTravelsOnce() throws Exception {
    connectAPeer();
    int listed = 5000;
    Payload payload = Payload.binary(new byte[4096]);
    subscribe(context, hub, listed);
    List<Boolean> taken = new CopyOnWriteArrayList<>();
    context.runOnContext(
        v -> {
          List<Boolean> answers = new ArrayList<>();
          IntStream.range(0, listed)
              .forEach(
                  i ->
                      answers.add(outbox.publish(publication(room(i), payload, Map.of("k", "v")))));
          taken.addAll(answers);
        });
    awaitHeard(listed);
    assertThat(taken).hasSize(listed).containsOnly(true);
    assertThat(sent.stream().mapToInt(Buffer::length).sum()).isLessThan(4 * 4096 + 20 * listed);
    assertThat(dropped("relayBacklog")).isZero();

    // A peer hears the same.
    Buffer envelope = sent.get(0);
    List<Envelope.Item> items = EnvelopeCodec.decode(envelope).items();
    int carried =
        items.stream().mapToInt(i -> i instanceof Broadcast b ? b.patterns().size() : 1).sum();
    assertThat(items.get(0)).isInstanceOf(Broadcast.class);
    assertThat(((Broadcast) items.get(0)).tags()).isEqualTo(Map.of("k", "v"));
    relay.receive("here", envelope);
    awaitHeard(listed + carried);
  }

  @Test
  void namesGivenTwiceAndNamesWithBracesAreEachPublished() {
    connectAPeer();
    Payload payload = Payload.text("x");
    context.runOnContext(
        v -> {
          for (String channel : List.of("a", "b", "room:{x}", "room:1")) {
            hub.subscribe(channel, new Ear());
          }
          for (String channel : List.of("a", "b", "a", "room:{x}", "b", "b")) {
            outbox.publish(publication(channel, payload, Map.of()));
          }
          outbox.publish(publication("a", payload, Map.of("other", "tags")));
        });
    awaitHeard(7);
    assertThat(channels).doesNotContain("room:1");
    await().until(() -> sent.size() == 1);
    relay.receive("here", sent.get(0));
    awaitHeard(14);
    assertThat(channels).doesNotContain("room:1");
  }
}
