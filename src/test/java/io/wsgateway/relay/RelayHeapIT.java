package io.wsgateway.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.MessageProducer;
import io.wsgateway.channel.Payload;
import io.wsgateway.channel.Publication;
import io.wsgateway.cluster.Deadline;
import io.wsgateway.cluster.Registrations;
import io.wsgateway.fanout.WireFormats;
import io.wsgateway.metrics.FanoutMetrics;
import io.wsgateway.support.OnLoop;
import io.wsgateway.transport.BusLoop;
import io.wsgateway.transport.VertxLoop;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** On the real bus: what is counted between nodes is what the heap pays, and it is bounded. */
final class RelayHeapIT {
  private static final long BOUND = 16 << 20;
  private static BusPair pair;

  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private final FanoutMetrics metrics = new FanoutMetrics(registry);

  @BeforeAll
  static void join() {
    pair = new BusPair();
  }

  @AfterAll
  static void close() {
    pair.close();
  }

  /** The bus gives up a connection whose other end stood still; the first write may meet that. */
  @BeforeEach
  void connect() {
    BusPair.get(pair.there().eventBus().<Buffer>consumer("awake", m -> {}).completion());
    Context context = pair.here().getOrCreateContext();
    await()
        .ignoreExceptions()
        .until(
            () -> {
              BusPair.get(
                  OnLoop.call(context, () -> producer("awake").write(Buffer.buffer("awake"))));
              return true;
            });
  }

  /** Bytes of a message, and how many come in one tick. */
  private record Kind(int bytes, int perTick) {}

  @Test
  void whatIsCountedForAStalledPeerIsWhatTheHeapPays() {
    BusPair.get(pair.there().eventBus().<Buffer>consumer("stalled", m -> {}).completion());
    Context context = pair.here().getOrCreateContext();
    CountDownLatch going = BusPair.hold(pair.loops());
    try {
      fillTheKernel(context);
      compare(new Kind(20, 1), context);
      compare(new Kind(1000, 10), context);
      compare(new Kind(60_000, 1), context);
      compare(new Kind(600_000, 1), context);
    } finally {
      going.countDown();
    }
  }

  private static MessageProducer<Buffer> producer(String address) {
    return pair.here().eventBus().sender(address, new DeliveryOptions());
  }

  private void compare(Kind kind, Context context) {
    PeerLink link =
        new PeerLink(
            "here",
            1,
            producer("stalled")::write,
            new PeerBudget(BOUND, Long.MAX_VALUE),
            new Confirmations(1, metrics.confirm()),
            metrics);
    double before = dropped();
    long heap = heapAfterCollection();
    while (dropped() == before) {
      OnLoop.run(
          context,
          () -> {
            for (int tick = 0; tick < 100; tick++) {
              for (int i = 0; i < kind.perTick(); i++) {
                link.add(item(kind.bytes()));
              }
              link.flush(false);
            }
          });
    }
    long grown = heapAfterCollection() - heap;
    long counted = OnLoop.call(context, link::queuedBytes);
    System.out.println(kind + ": counted " + counted + ", heap " + grown);
    assertThat(counted).isBetween(BOUND / 2, BOUND);
    assertThat(grown).as("heap for %s", kind).isBetween(counted / 2, counted * 3 / 2);
  }

  private static Buffer item(int bytes) {
    return EnvelopeCodec.encode(
        new Envelope.Published(
            Publication.ephemeral("a", Payload.text("x".repeat(bytes)), Map.of(), null, 1)));
  }

  private double dropped() {
    return registry.get("gateway.messages.dropped").tag("policy", "relayBacklog").counter().count();
  }

  /** And the sockets, and what is before them, until four messages wait. */
  private static void fillTheKernel(Context context) {
    MessageProducer<Buffer> producer = producer("stalled");
    Buffer large = Buffer.buffer(new byte[1 << 18]);
    int[] waiting = {0};
    await()
        .until(
            () ->
                OnLoop.call(
                    context,
                    () -> {
                      if (waiting[0] == 4) {
                        return true;
                      }
                      waiting[0]++;
                      producer.write(large).onComplete(left -> waiting[0]--);
                      return false;
                    }));
  }

  /** Vert.x has no name for it; after an upgrade it may be another one. */
  @Test
  void theBusReadsItsSocketsOnTheBusLoop() {
    CompletableFuture<Thread> arrived = new CompletableFuture<>();
    BusPair.get(
        pair.there()
            .eventBus()
            .consumer("loop", m -> arrived.complete(Thread.currentThread()))
            .completion());
    pair.readers().clear();
    producer("loop").write(Buffer.buffer("x"));
    arrived.orTimeout(60, TimeUnit.SECONDS).join();
    CompletableFuture<Thread> loop = new CompletableFuture<>();
    BusLoop.of(pair.there()).execute(() -> loop.complete(Thread.currentThread()));
    assertThat(pair.readers()).containsExactly(loop.join());
  }

  @Test
  void whatComesWhileTheRelayStandsStillIsBoundedAndItsLossCounted() {
    VertxLoop reading = (VertxLoop) BusLoop.of(pair.there());
    CompletableFuture<Thread> reader = new CompletableFuture<>();
    reading.execute(() -> reader.complete(Thread.currentThread()));
    Context relayContext =
        pair.loops().stream()
            .filter(c -> OnLoop.call(c, Thread::currentThread) != reader.join())
            .findFirst()
            .orElseThrow();
    takeIn("small", 20, 100_000, relayContext, reading);
    takeIn("large", 60_000, 1000, relayContext, reading);
  }

  private void takeIn(String node, int bytes, int count, Context relayContext, VertxLoop reading) {
    SimpleMeterRegistry meters = new SimpleMeterRegistry();
    FanoutMetrics own = new FanoutMetrics(meters);
    VertxLoop loop = new VertxLoop(relayContext);
    Relay relay = new Relay(loop, node, new RelayLimits(BOUND, BOUND), new WireFormats(), own);
    VertxRelayBus bus =
        new VertxRelayBus(
            pair.there(),
            new Registrations(pair.there(), Deadline.in(60)),
            "intake",
            node,
            new VertxRelayBus.Loops(loop, reading),
            BOUND,
            own);
    Gauge taken = meters.get("gateway.relay.heap").tag("direction", "in").gauge();
    BusPair.get(OnLoop.call(relayContext, () -> bus.open(new Arrivals(relay))));
    MessageProducer<Buffer> producer = producer("intake.relay." + node);
    Buffer item = item(bytes);
    send(producer, item, 1, 1);
    CountDownLatch going = BusPair.hold(List.of(relayContext));
    try {
      long heap = heapAfterCollection();
      send(producer, item, 2, count);
      await().until(() -> taken.value() > BOUND - 70_000);
      // What is over the bound may still be on its way to be discarded.
      await()
          .untilAsserted(
              () -> assertThat(heapAfterCollection() - heap).isBetween(BOUND / 2, BOUND * 3 / 2));
      assertThat(taken.value()).isLessThanOrEqualTo(BOUND);
    } finally {
      going.countDown();
    }
    await().until(() -> taken.value() == 0);
    long most = BOUND / (bytes + Inbox.OBJECTS);
    send(producer, item, count + 1, count + 1);
    await().until(() -> meters.get("gateway.relay.lost").counter().count() > count - most - 2);
  }

  /** Sends envelopes with these numbers, and waits until they have left. */
  private static void send(MessageProducer<Buffer> producer, Buffer item, int from, int to) {
    Context context = pair.here().getOrCreateContext();
    for (int i = from; i <= to; i += 100) {
      int first = i;
      BusPair.get(
          OnLoop.call(
              context,
              () ->
                  Future.join(
                      IntStream.range(first, Math.min(first + 100, to + 1))
                          .mapToObj(number -> new Envelope.Head("here", 1, number, false, null))
                          .map(head -> producer.write(EnvelopeCodec.encode(head, 1, item)))
                          .toList())));
    }
  }

  /** What arrives on the bus goes to a relay. */
  private record Arrivals(Relay relay) implements RelayBus.Receiver {
    @Override
    public void envelope(String sender, Buffer bytes) {
      relay.arrived("here", bytes);
    }

    @Override
    public void beacon(String sender, Buffer bytes) {}
  }

  /** When what a test before this one left has gone. */
  private static long heapAfterCollection() {
    long[] used = {Long.MAX_VALUE};
    await()
        .during(Duration.ofSeconds(1))
        .until(
            () -> {
              System.gc();
              long before = used[0];
              used[0] = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
              return before - used[0] < BOUND / 64;
            });
    return used[0];
  }
}
