package io.wsgateway.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
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
import io.wsgateway.transport.VertxLoop;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.IntConsumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Relay and hubs on real event loops. */
final class RelayTest {
  private static final RelayLimits WIDE = new RelayLimits(1 << 20, 1 << 20, Long.MAX_VALUE, 60_000);

  private final Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(3));
  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private final FanoutMetrics metrics = new FanoutMetrics(registry);
  private final Context relayContext = newContext();

  /** Hears a channel on one loop and remembers the texts. */
  private static final class Ear implements Subscriber {
    final List<String> heard = new CopyOnWriteArrayList<>();
    final List<Integer> batches = new CopyOnWriteArrayList<>();

    @Override
    public void deliver(ChannelBatch batch) {
      batch.written();
      batches.add(batch.size());
      for (int i = 0; i < batch.size(); i++) {
        heard.add(batch.channel() + "=" + batch.publication(i).payload().asText());
      }
    }

    @Override
    public void reset(String channel) {
      heard.add(channel + " reset");
    }
  }

  private record Loop(Context context, Hub hub, Outbox outbox) {
    void subscribe(String channel, Subscriber subscriber) {
      context.runOnContext(v -> hub.subscribe(channel, subscriber));
    }

    void publish(String channel, String text) {
      context.runOnContext(v -> outbox.publish(publication(channel, text)));
    }
  }

  @AfterEach
  void close() {
    vertx.close().toCompletionStage().toCompletableFuture().join();
  }

  private Context newContext() {
    return ((VertxInternal) vertx).createEventLoopContext();
  }

  private Relay relay(RelayLimits limits) {
    return new Relay(new VertxLoop(relayContext), "here", limits, new WireFormats(), metrics);
  }

  private Loop loop(Relay relay, long hubBytes) {
    Context context = newContext();
    Hub hub = new Hub(new VertxLoop(context), relay, () -> {}, hubBytes, metrics);
    return new Loop(context, hub, relay.outbox(new VertxLoop(context)));
  }

  private static Publication publication(String channel, String text) {
    return Publication.ephemeral(
        channel, Payload.text(text), Map.of(), null, System.currentTimeMillis());
  }

  @Test
  void everySubscriberOnEveryLoopHearsAnOutboxInOrderOnce() {
    Relay relay = relay(WIDE);
    List<Loop> loops = List.of(loop(relay, 1 << 20), loop(relay, 1 << 20));
    List<Ear> ears = List.of(new Ear(), new Ear(), new Ear());
    loops.get(0).subscribe("a", ears.get(0));
    loops.get(1).subscribe("a", ears.get(1));
    loops.get(1).subscribe("a", ears.get(2));
    await().until(() -> registry.get("gateway.subscriptions").gauge().value() == 3);

    for (int i = 0; i < 1000; i++) {
      loops.get(1).publish("a", "m" + i);
      loops.get(1).publish("nobody", "x");
    }

    List<String> all = IntStream.range(0, 1000).mapToObj(i -> "a=m" + i).toList();
    for (Ear ear : ears) {
      await().untilAsserted(() -> assertThat(ear.heard).isEqualTo(all));
    }
    // Once per publication and loop, when the last socket there is flushed.
    await().until(() -> registry.get("gateway.delivery").timer().count() == 2 * 1000);
  }

  /** What only waits in a queue is not delivered. */
  @Test
  void aBatchThatNoSocketTakesHasNoDeliveryTime() {
    Relay relay = relay(WIDE);
    Loop loop = loop(relay, 1 << 20);
    Ear ear = new Ear();
    loop.subscribe("a", ear);
    loop.subscribe(
        "stalled",
        new Subscriber() {
          @Override
          public void deliver(ChannelBatch batch) {
            ear.heard.add("queued");
          }

          @Override
          public void reset(String channel) {}
        });
    loop.publish("stalled", "1");
    loop.publish("a", "2");

    await().until(() -> ear.heard.contains("a=2"));
    assertThat(ear.heard).contains("queued");
    await().until(() -> registry.get("gateway.delivery").timer().count() > 0);
    assertThat(registry.get("gateway.delivery").timer().count()).isEqualTo(1);
  }

  @Test
  void whatOneTickBringsIsOneBatch() {
    Relay relay = relay(WIDE);
    Loop loop = loop(relay, 1 << 20);
    Ear ear = new Ear();
    loop.subscribe("a", ear);

    loop.context()
        .runOnContext(
            v -> IntStream.range(0, 16).forEach(i -> loop.outbox().publish(publication("a", "x"))));

    await().until(() -> ear.heard.size() == 16);
    assertThat(ear.batches).containsExactly(16);
  }

  @Test
  void afterUnsubscribingNothingIsHeardAndTheFeedIsGone() {
    Relay relay = relay(WIDE);
    Loop loop = loop(relay, 1 << 20);
    Ear gone = new Ear();
    Ear stays = new Ear();
    loop.subscribe("a", gone);
    loop.subscribe("b", stays);
    loop.context().runOnContext(v -> loop.hub().unsubscribe("a", gone));
    loop.publish("a", "1");
    loop.publish("b", "2");

    await().until(() -> stays.heard.contains("b=2"));
    assertThat(gone.heard).isEmpty();
    assertThat(registry.get("gateway.channels").gauge().value()).isEqualTo(1);
    assertThat(registry.get("gateway.subscriptions").gauge().value()).isEqualTo(1);
  }

  @Test
  void aSubscriberThatLeavesInsideADeliveryIsNotServedAgainAndOthersAre() {
    Relay relay = relay(WIDE);
    Loop loop = loop(relay, 1 << 20);
    Ear last = new Ear();
    List<Ear> leavers = Stream.generate(Ear::new).limit(50).toList();
    for (Ear leaver : leavers) {
      loop.subscribe(
          "a",
          new Subscriber() {
            @Override
            public void deliver(ChannelBatch batch) {
              leaver.deliver(batch);
              loop.hub().unsubscribe("a", this);
            }

            @Override
            public void reset(String channel) {}
          });
    }
    loop.subscribe("a", last);
    loop.publish("a", "1");
    await().until(() -> last.heard.size() == 1);
    loop.publish("a", "2");

    await().until(() -> last.heard.size() == 2);
    assertThat(leavers).allSatisfy(l -> assertThat(l.heard).containsExactly("a=1"));
  }

  @Test
  void aBroadcastReachesEachMatchingChannelOnce() {
    Relay relay = relay(WIDE);
    Loop loop = loop(relay, 1 << 20);
    Ear ear = new Ear();
    for (String channel : List.of("chat", "room:1", "room:2", "room:a.b", "other:1")) {
      loop.subscribe(channel, ear);
    }
    List<ChannelPattern> patterns =
        Stream.of("chat", "nobody", "room:{room}", "room:{again}", "room:1")
            .map(ChannelPattern::of)
            .toList();

    loop.context().runOnContext(v -> loop.outbox().broadcast(patterns, Payload.text("hi"), 1));

    await().until(() -> ear.heard.size() >= 3);
    assertThat(ear.heard).containsExactlyInAnyOrder("chat=hi", "room:1=hi", "room:2=hi");
  }

  @Test
  void aFullWayToTheRelayRefusesAndRecovers() throws Exception {
    Relay relay = relay(new RelayLimits(2000, 1));
    Loop loop = loop(relay, 1 << 20);
    Ear ear = new Ear();
    loop.subscribe("a", ear);
    CountDownLatch hold = new CountDownLatch(1);
    relayContext.runOnContext(v -> uninterruptibly(hold));
    List<Boolean> taken = new CopyOnWriteArrayList<>();
    loop.context()
        .runOnContext(
            v -> {
              for (int i = 0; i < 40; i++) {
                taken.add(loop.outbox().publish(publication("a", "0123456789")));
              }
            });
    await().until(() -> taken.size() == 40);
    hold.countDown();

    assertThat(taken).contains(true, false);
    long accepted = taken.stream().filter(t -> t).count();
    await().until(() -> ear.heard.size() == accepted);
    loop.publish("a", "again");
    await().until(() -> ear.heard.contains("a=again"));
  }

  @Test
  void anEventLoopThatIsTooFarBehindIsToldThatItMissed() {
    RelayLimits narrow = new RelayLimits(1 << 20, 1);
    Relay relay = relay(narrow);
    Loop slow = loop(relay, 500);
    Loop publisher = loop(relay, 500);
    Ear ear = new Ear();
    slow.subscribe("a", ear);
    CountDownLatch hold = new CountDownLatch(1);
    await().until(() -> registry.get("gateway.channels").gauge().value() == 1);
    slow.context().runOnContext(v -> uninterruptibly(hold));
    for (int i = 0; i < 50; i++) {
      publisher.publish("a", "m" + i);
    }
    await().until(() -> dropped("hubBacklog") > 0);
    hold.countDown();

    await().until(() -> ear.heard.contains("a reset"));
    assertThat(ear.heard.size()).isLessThan(50);
    publisher.publish("a", "after");
    await().until(() -> ear.heard.contains("a=after"));
  }

  @Test
  void peersGetOneNumberedEnvelopePerTickAndAreHeard() throws Exception {
    Relay relay = relay(WIDE);
    Loop loop = loop(relay, 1 << 20);
    Ear ear = new Ear();
    loop.subscribe("a", ear);
    List<Buffer> sent = new CopyOnWriteArrayList<>();
    connect(relay, bytes -> record(sent, bytes), "there");
    loop.context()
        .runOnContext(
            v -> IntStream.range(0, 3).forEach(i -> loop.outbox().publish(publication("a", "x"))));
    await().until(() -> ear.heard.size() == 3);

    Envelope envelope = EnvelopeCodec.decode(sent.get(0));
    assertThat(envelope.head().origin()).isEqualTo("here");
    assertThat(envelope.head().number()).isEqualTo(1);
    assertThat(envelope.items()).hasSize(3);

    relay.receive("there", from("there", 1, "a", "hello"));
    await().until(() -> ear.heard.contains("a=hello"));
  }

  @Test
  void lossesAreCountedAndToldAndDuplicatesDropped() {
    Relay relay = relay(WIDE);
    Loop loop = loop(relay, 1 << 20);
    Ear ear = new Ear();
    loop.subscribe("a", ear);
    await().until(() -> registry.get("gateway.channels").gauge().value() == 1);

    for (long number : new long[] {1, 2, 2, 5, 4, 6}) {
      relay.receive("there", from("there", number, "a", "n" + number));
    }
    relay.receive("there", Buffer.buffer("nonsense"));
    relay.receive("there", from("there", 7, "a", "n7"));

    await().until(() -> ear.heard.contains("a=n7"));
    assertThat(ear.heard).containsExactly("a=n1", "a=n2", "a reset", "a=n5", "a=n6", "a=n7");
    assertThat(count("gateway.relay.lost")).isEqualTo(2);
    assertThat(count("gateway.relay.duplicates")).isEqualTo(2);
    assertThat(
            registry.get("gateway.eventbus.rejected").tag("reason", "envelope").counter().count())
        .isEqualTo(1);
  }

  /** A thousand gaps in a row cost what one or two do. */
  @Test
  void manyGapsAreToldTogether() {
    Relay relay = relay(WIDE);
    Loop loop = loop(relay, 1 << 20);
    Ear ear = new Ear();
    loop.subscribe("a", ear);
    loop.subscribe("b", ear);
    await().until(() -> registry.get("gateway.channels").gauge().value() == 2);
    relayContext.runOnContext(
        v -> {
          for (int i = 0; i < 1000; i++) {
            relay.receive("there", from("there", 1 + 2L * i, "a", "n" + i));
          }
        });
    await().until(() -> ear.heard.contains("a=n999"));
    assertThat(count("gateway.relay.lost")).isEqualTo(999);
    // The last of them are told later, if there was no time before.
    await().until(() -> ear.heard.indexOf("b reset") != ear.heard.lastIndexOf("b reset"));
    assertThat(ear.heard.stream().filter("b reset"::equals).count()).isLessThan(20);
    assertThat(ear.heard).containsSubsequence("a=n0", "a reset", "a=n1", "a=n999", "a reset");
  }

  @Test
  void aPeerThatComesBackLearnsHowMuchItMissed() {
    Relay relay = relay(WIDE);
    connect(relay, bytes -> Future.succeededFuture(), "there");
    relay.accept(items("1"), 0, null);
    assertThat(onRelay(() -> true)).isTrue();
    assertThat(bases(relay)).containsExactly(Map.entry("there", 0L));
    relay.forget("there", false);
    assertThat(bases(relay)).isEmpty();
    for (String text : List.of("3", "4", "5")) {
      relay.accept(items(text), 0, null);
      assertThat(onRelay(() -> true)).isTrue();
    }
    relay.accept(List.of(), 0, null);
    connect(relay, bytes -> Future.succeededFuture(), "there", "new");
    relay.accept(items("6"), 0, null);
    assertThat(bases(relay)).isEqualTo(Map.of("there", 1L + 3, "new", 0L));
    relay.forget("there", false);
    connect(relay, bytes -> Future.succeededFuture(), "there");
    relay.accept(items("7"), 0, null);
    assertThat(bases(relay)).containsEntry("there", 1L + 3 + 1);
  }

  private static List<Envelope.Item> items(String text) {
    return List.of(new Envelope.Published(publication("a", text)));
  }

  private Map<String, Long> bases(Relay relay) {
    CompletableFuture<Map<String, Long>> answer = new CompletableFuture<>();
    relayContext.runOnContext(
        v -> relayContext.runOnContext(w -> answer.complete(relay.peers().bases())));
    return answer.orTimeout(60, TimeUnit.SECONDS).join();
  }

  /** Its beacon says what came before, and comes later. */
  @Test
  void envelopesOfANewLinkWaitForTheBeaconThatNamesIt() {
    Relay relay = relay(WIDE);
    Loop loop = loop(relay, 1 << 20);
    Ear ear = new Ear();
    loop.subscribe("a", ear);
    await().until(() -> registry.get("gateway.channels").gauge().value() == 1);
    relay.receive("there", from("there", 1, "a", "before"));
    relay.sent("there", new LinkPosition(7, 1), 0L);
    relay.forget("there", false);
    relay.receive("there", onLink(8, 1, "first"));
    relay.receive("there", onLink(8, 2, "second"));
    relay.receive("there", onLink(Long.MAX_VALUE, 1, "never"));
    assertThat(onRelay(() -> relay.knows("there"))).isTrue();
    await().until(() -> ear.heard.size() == 1);

    relay.sent("there", new LinkPosition(8, 1), 1L + 3);
    relay.receive("there", onLink(8, 3, "third"));
    await().until(() -> ear.heard.contains("a=third"));
    assertThat(ear.heard).containsExactly("a=before", "a reset", "a=first", "a=second", "a=third");
    assertThat(count("gateway.relay.lost")).isEqualTo(3);
  }

  /** Greeted again and again until it is reached, a peer misses nothing. */
  @Test
  void greetingsThatDoNotLeaveAreNoLoss() throws Exception {
    Relay relay = relay(WIDE);
    List<Buffer> sent = new CopyOnWriteArrayList<>();
    connect(
        relay,
        bytes -> {
          sent.add(bytes);
          return sent.size() < 3 ? Future.failedFuture("nobody there") : Future.succeededFuture();
        },
        "there");
    for (int i = 0; i < 4; i++) {
      relayContext.runOnContext(v -> relay.peers().greetUnreached());
    }
    relay.accept(items("1"), 0, null);
    await().until(() -> sent.size() == 4);
    assertThat(head(sent.get(2)).number()).isEqualTo(1);
    assertThat(head(sent.get(3)).number()).isEqualTo(2);
  }

  private static Buffer onLink(long link, long number, String text) {
    Buffer item = EnvelopeCodec.encode(new Envelope.Published(publication("a", text)));
    return EnvelopeCodec.encode(new Envelope.Head("there", link, number, false, null), 1, item);
  }

  @Test
  void anOutboxIsToldWhenEveryPeerHasTakenWhatItSent() throws Exception {
    Relay relay = relay(WIDE);
    Loop loop = loop(relay, 1 << 20);
    List<Buffer> sent = new CopyOnWriteArrayList<>();
    connect(relay, bytes -> record(sent, bytes), "there", "silent", "joins");
    // The third only joins: it could not answer yet.
    answer(relay, "there", "silent");
    CompletableFuture<Integer> arrived = new CompletableFuture<>();
    loop.context()
        .runOnContext(
            v -> {
              loop.outbox().publish(publication("a", "x"));
              loop.outbox().arrived().onSuccess(arrived::complete);
            });

    await().until(() -> sent.size() == 3);
    List<Envelope.Head> heads = List.of(head(sent.get(0)), head(sent.get(1)));
    assertThat(heads).allMatch(Envelope.Head::confirm);
    for (int i = 0; i < 2; i++) {
      assertThat(onRelay(arrived::isDone)).isFalse();
      String peer = i == 0 ? "there" : "silent";
      relay.receive(peer, confirmation(peer, new LinkPosition(i + 1, 1)));
    }
    arrived.get(60, TimeUnit.SECONDS);
  }

  @Test
  void aNodeWithoutPeersHasEverythingEverywhere() throws Exception {
    Relay relay = relay(WIDE);
    Loop loop = loop(relay, 1 << 20);
    CompletableFuture<Integer> arrived = new CompletableFuture<>();
    loop.context().runOnContext(v -> loop.outbox().arrived().onSuccess(arrived::complete));

    arrived.get(60, TimeUnit.SECONDS);
  }

  @Test
  void aPeerThatLeavesIsNotUnconfirmedAndOneThatVanishesIs() throws Exception {
    Relay relay = relay(WIDE);
    Loop loop = loop(relay, 1 << 20);
    connect(relay, bytes -> Future.succeededFuture(), "leaves", "vanishes");
    answer(relay, "leaves", "vanishes");
    CompletableFuture<Integer> arrived = new CompletableFuture<>();
    loop.context().runOnContext(v -> loop.outbox().arrived().onSuccess(arrived::complete));
    await().until(() -> onRelay(() -> relay.peers().get("leaves").position().number() == 1));
    relayContext.runOnContext(v -> relay.peers().remove("leaves"));
    assertThat(onRelay(arrived::isDone)).isFalse();
    relay.forget("vanishes", false);

    assertThat(arrived.get(60, TimeUnit.SECONDS)).isEqualTo(1);
    assertThat(waits("left")).isEqualTo(1);
    assertThat(waits("failed")).isEqualTo(1);
  }

  @Test
  void aPeerThatStallsIsWaitedForOnceAndCountedInEachReply() throws Exception {
    Relay relay = relay(new RelayLimits(1 << 20, 1 << 20, Long.MAX_VALUE, 1));
    Loop loop = loop(relay, 1 << 20);
    connect(relay, bytes -> Future.succeededFuture(), "stalls");
    answer(relay, "stalls");
    await()
        .until(
            () -> {
              CompletableFuture<Integer> arrived = new CompletableFuture<>();
              loop.context()
                  .runOnContext(v -> loop.outbox().arrived().onSuccess(arrived::complete));
              assertThat(arrived.get(60, TimeUnit.SECONDS)).isEqualTo(1);
              return waits("left_out") > 0;
            });
    relayContext.runOnContext(v -> relay.heartbeat());
    await().until(() -> registry.get("gateway.confirm.slowest").gauge().value() > 0);
  }

  private int unconfirmed(RelayLimits limits, Future<Void> sent) throws Exception {
    Relay relay = relay(limits);
    Loop loop = loop(relay, 1 << 20);
    connect(relay, bytes -> sent, "there");
    answer(relay, "there");
    CompletableFuture<Integer> arrived = new CompletableFuture<>();
    loop.context()
        .runOnContext(
            v -> {
              loop.outbox().publish(publication("a", "x".repeat(200)));
              loop.outbox().arrived().onSuccess(arrived::complete);
            });
    return arrived.get(60, TimeUnit.SECONDS);
  }

  /** Nobody waits for what is not sent at all. */
  @Test
  void whatIsDroppedIsUnconfirmed() throws Exception {
    Relay relay = relay(new RelayLimits(1 << 20, 100, Long.MAX_VALUE, 60_000));
    Loop loop = loop(relay, 1 << 20);
    List<Buffer> sent = new CopyOnWriteArrayList<>();
    connect(
        relay,
        bytes -> {
          sent.add(bytes);
          return Promise.<Void>promise().future();
        },
        "there");
    answer(relay, "there");
    // The first one takes all the room, and never leaves.
    loop.context().runOnContext(v -> loop.outbox().publish(publication("a", "x".repeat(200))));
    await().until(() -> sent.size() == 1);
    CompletableFuture<Integer> arrived = new CompletableFuture<>();
    loop.context()
        .runOnContext(
            v -> {
              loop.outbox().publish(publication("a", "y"));
              loop.outbox().arrived().onSuccess(arrived::complete);
            });
    assertThat(arrived.get(60, TimeUnit.SECONDS)).isEqualTo(1);
    assertThat(waits("failed")).isEqualTo(1);
  }

  @Test
  void whatCannotBeSentIsUnconfirmed() throws Exception {
    assertThat(unconfirmed(WIDE, Future.failedFuture("connection refused"))).isEqualTo(1);
    assertThat(waits("failed")).isEqualTo(1);
  }

  @Test
  void aMemberWithoutContactIsUnconfirmedOnceItIsExpected() throws Exception {
    Relay relay = relay(WIDE);
    Loop loop = loop(relay, 1 << 20);
    connect(relay, bytes -> Future.succeededFuture(), "silent");
    relayContext.runOnContext(v -> relay.peers().expect(Set.of("silent", "mute")));
    CompletableFuture<Integer> arrived = new CompletableFuture<>();
    loop.context().runOnContext(v -> loop.outbox().arrived().onSuccess(arrived::complete));
    assertThat(arrived.get(60, TimeUnit.SECONDS)).isEqualTo(2);
    assertThat(waits("unlinked")).isEqualTo(2);
  }

  /** The envelope that never came would count as confirmed with the one behind it. */
  @Test
  void behindAHoleNothingIsConfirmedUntilWhoWaitsHasGivenUp() throws Exception {
    Relay relay = relay(new RelayLimits(1 << 20, 1 << 20, Long.MAX_VALUE, 300));
    List<Buffer> sent = new CopyOnWriteArrayList<>();
    connect(relay, bytes -> record(sent, bytes), "there");
    long before = System.nanoTime();
    for (long number : new long[] {1, 3, 4}) {
      relay.receive(
          "there",
          EnvelopeCodec.encode(
              new Envelope.Head("there", 7, number, true, null), 0, Buffer.buffer()));
    }
    await().until(() -> sent.size() == 2);
    assertThat(System.nanoTime() - before).isGreaterThan(TimeUnit.MILLISECONDS.toNanos(300));
    assertThat(head(sent.get(0)).confirmed()).isEqualTo(new LinkPosition(7, 1));
    assertThat(head(sent.get(1)).confirmed()).isEqualTo(new LinkPosition(7, 4));
  }

  /** Runs a step so often in one turn of the loop. */
  private void inOneTurn(int times, IntConsumer step) {
    relayContext.runOnContext(v -> IntStream.rangeClosed(1, times).forEach(step));
  }

  /** So that confirming costs no envelope per publication. */
  @Test
  void confirmationsOfATurnShareAnEnvelope() throws Exception {
    Relay relay = relay(WIDE);
    List<Buffer> sent = new CopyOnWriteArrayList<>();
    connect(relay, bytes -> record(sent, bytes), "there");
    inOneTurn(
        1000,
        number ->
            relay.receive(
                "there",
                EnvelopeCodec.encode(
                    new Envelope.Head("there", 7, number, true, null), 0, Buffer.buffer())));
    LinkPosition last = new LinkPosition(7, 1000);
    await()
        .until(() -> !sent.isEmpty() && last.equals(head(sent.get(sent.size() - 1)).confirmed()));
    assertThat(sent).hasSizeLessThan(100);
  }

  /** Under load, what is awaited leaves together. */
  @Test
  void awaitedPublicationsOfATurnShareAnEnvelope() {
    Relay relay = relay(WIDE);
    List<Buffer> sent = new CopyOnWriteArrayList<>();
    connect(relay, bytes -> record(sent, bytes), "there");
    AtomicInteger arrived = new AtomicInteger();
    inOneTurn(
        1000,
        number ->
            relay.accept(
                List.of(new Envelope.Published(publication("a", "x"))),
                0,
                unconfirmed -> arrived.incrementAndGet()));
    await().until(() -> arrived.get() == 1000);
    assertThat(sent).hasSizeLessThan(100);
  }

  @Test
  void aNodeThatLeavesWaitsForNobody() throws Exception {
    Relay relay = relay(WIDE);
    Loop loop = loop(relay, 1 << 20);
    connect(relay, bytes -> Future.succeededFuture(), "there");
    answer(relay, "there");
    CompletableFuture<Integer> before = new CompletableFuture<>();
    loop.context().runOnContext(v -> loop.outbox().arrived().onSuccess(before::complete));
    await().until(() -> onRelay(() -> relay.peers().get("there").position().number() == 1));
    relayContext.runOnContext(v -> relay.peers().awaitNoMore());
    before.get(60, TimeUnit.SECONDS);

    CompletableFuture<Integer> after = new CompletableFuture<>();
    loop.context().runOnContext(v -> loop.outbox().arrived().onSuccess(after::complete));
    after.get(60, TimeUnit.SECONDS);
  }

  @Test
  void aLargeTickLeavesInSeveralEnvelopesAndWhatDoesNotFitIsDroppedAlone() throws Exception {
    RelayLimits limits = new RelayLimits(1 << 24, 1 << 22);
    Relay relay = relay(limits);
    Loop loop = loop(relay, 1 << 24);
    List<Buffer> sent = new CopyOnWriteArrayList<>();
    connect(
        relay,
        bytes -> {
          sent.add(bytes);
          return Future.future(never -> {});
        },
        "there");
    String large = "x".repeat(100_000);
    loop.context()
        .runOnContext(
            v ->
                IntStream.range(0, 90)
                    .forEach(i -> loop.outbox().publish(publication("a", large))));

    // Two fit into one, which takes 463 KB on the bus, and 257 KB while it waits.
    await().until(() -> dropped("relayBacklog") == 90 - 2 * (3 + 10));
    assertThat(sent).hasSize(3);
    for (Buffer envelope : sent) {
      assertThat(EnvelopeCodec.decode(envelope).items()).hasSize(2);
    }
  }

  @Test
  void aPeerThatAsksIsToldThatItsEnvelopeWasTaken() throws Exception {
    Relay relay = relay(WIDE);
    List<Buffer> sent = new CopyOnWriteArrayList<>();
    connect(relay, bytes -> record(sent, bytes), "there");
    relay.receive(
        "there",
        EnvelopeCodec.encode(new Envelope.Head("there", 7, 1, true, null), 0, Buffer.buffer()));

    await().until(() -> !sent.isEmpty());
    assertThat(head(sent.get(0)))
        .isEqualTo(new Envelope.Head("here", 1, 1, false, new LinkPosition(7, 1)));
    assertThat(sent).hasSize(1);
  }

  private boolean onRelay(BooleanSupplier question) {
    CompletableFuture<Boolean> answer = new CompletableFuture<>();
    relayContext.runOnContext(v -> answer.complete(question.getAsBoolean()));
    return answer.orTimeout(60, TimeUnit.SECONDS).join();
  }

  private static Envelope.Head head(Buffer bytes) throws EnvelopeException {
    return EnvelopeCodec.decode(bytes).head();
  }

  private static Buffer confirmation(String origin, LinkPosition arrived) {
    return EnvelopeCodec.encode(
        new Envelope.Head(origin, 7, 1, false, arrived), 0, Buffer.buffer());
  }

  @Test
  void aPeerThatDoesNotReadCostsBoundedMemory() {
    Relay relay = relay(new RelayLimits(1 << 20, 1000));
    Loop loop = loop(relay, 1 << 20);
    Ear ear = new Ear();
    loop.subscribe("a", ear);
    List<Buffer> sent = new CopyOnWriteArrayList<>();
    connect(
        relay,
        bytes -> {
          sent.add(bytes);
          return Future.future(never -> {});
        },
        "there");
    for (int i = 0; i < 100; i++) {
      loop.publish("a", "0123456789".repeat(10));
    }

    await().until(() -> ear.heard.size() == 100);
    assertThat(sent.stream().mapToInt(Buffer::length).sum()).isLessThan(1500);
    assertThat(dropped("relayBacklog")).isPositive();
  }

  @Test
  void peersThatDoNotReadShareWhatAllMayTakeUntilTheyAreGone() {
    Relay relay = relay(new RelayLimits(1 << 24, 1 << 20, 1 << 20, 100));
    Loop loop = loop(relay, 1 << 20);
    connect(relay, bytes -> Future.future(never -> {}), "one", "another");
    fill(loop, 1);
    assertThat(gauge("gateway.relay.queue")).isBetween((double) (1 << 18), (double) (1 << 19));
    await().until(() -> gauge("gateway.relay.heap") == 2 * gauge("gateway.relay.queue"));

    relay.forget("another", false);
    double shared = gauge("gateway.relay.queue");
    fill(loop, dropped("relayBacklog") + 1);
    assertThat(gauge("gateway.relay.queue")).isGreaterThan(1.5 * shared);
    relay.forget("one", false);
    loop.publish("a", "x");
    await().until(() -> gauge("gateway.relay.heap") == 0);
  }

  private void fill(Loop loop, double drops) {
    await()
        .until(
            () -> {
              loop.publish("a", "x".repeat(10_000));
              return dropped("relayBacklog") >= drops;
            });
  }

  private double gauge(String name) {
    return registry.get(name).gauge().value();
  }

  private static Future<Void> record(List<Buffer> sent, Buffer bytes) {
    sent.add(bytes);
    return Future.succeededFuture();
  }

  /** It fails where its bytes are counted. */
  @Test
  void aPublicationThatCannotBeHandedOverIsMissedAndTheNextIsHeard() {
    Relay relay = relay(WIDE);
    Loop loop = loop(relay, 1 << 20);
    Ear ear = new Ear();
    loop.subscribe("a", ear);
    await().until(() -> registry.get("gateway.channels").gauge().value() == 1);
    Publication weightless = Publication.ephemeral("a", null, Map.of(), null, 1);
    relay.accept(List.of(new Envelope.Published(weightless)), 0, null);
    await().untilAsserted(() -> assertThat(ear.heard).containsExactly("a reset"));
    relay.accept(List.of(new Envelope.Published(publication("a", "next"))), 0, null);
    await().untilAsserted(() -> assertThat(ear.heard).containsExactly("a reset", "a=next"));
    assertThat(registry.get("gateway.faults").tag("where", "delivery").counter().count())
        .isEqualTo(1);
  }

  /** Interest is asked of all of a broadcast's patterns, and of a publication's channel. */
  @Test
  void aBroadcastGoesToAPeerThatWantsAnyOfItsPatterns() {
    List<ChannelPattern> patterns =
        Stream.of("chat", "room:{room}").map(ChannelPattern::of).toList();
    Broadcast broadcast = new Broadcast(patterns, Payload.text("hi"), Map.of(), 1);
    assertThat(broadcast.goesTo("chat"::equals)).isTrue();
    assertThat(broadcast.goesTo("room:{room}"::equals)).isTrue();
    assertThat(broadcast.goesTo("other"::equals)).isFalse();
    assertThat(new Envelope.Published(publication("chat", "x")).goesTo("chat"::equals)).isTrue();
    assertThat(new Envelope.Published(publication("chat", "x")).goesTo("a"::equals)).isFalse();
  }

  private void connect(Relay relay, Function<Buffer, Future<Void>> wire, String... peers) {
    RelayBus bus = new StubBus(wire);
    relayContext.runOnContext(v -> Stream.of(peers).forEach(peer -> relay.peers().add(peer, bus)));
  }

  /** These peers send to this node, too. */
  private void answer(Relay relay, String... peers) {
    relayContext.runOnContext(
        v -> Stream.of(peers).forEach(peer -> relay.peers().get(peer).answers()));
  }

  private static Buffer from(String origin, long number, String channel, String text) {
    Buffer item = EnvelopeCodec.encode(new Envelope.Published(publication(channel, text)));
    return EnvelopeCodec.encode(new Envelope.Head(origin, 7, number, false, null), 1, item);
  }

  private double waits(String outcome) {
    return registry.get("gateway.confirm.waits").tag("outcome", outcome).counter().count();
  }

  private double count(String name) {
    return registry.get(name).counter().count();
  }

  private double dropped(String policy) {
    return registry.get("gateway.messages.dropped").tag("policy", policy).counter().count();
  }

  private static void uninterruptibly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
