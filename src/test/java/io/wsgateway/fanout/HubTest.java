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
import io.wsgateway.connection.Framing;
import io.wsgateway.connection.WireMessage;
import io.wsgateway.metrics.FanoutMetrics;
import io.wsgateway.relay.Relay;
import io.wsgateway.relay.RelayLimits;
import io.wsgateway.transport.VertxLoop;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A hub whose subscribers come, go and misbehave. */
final class HubTest {
  private static final RelayLimits WIDE = new RelayLimits(1 << 20, 1 << 20);

  private final Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(2));
  private final FanoutMetrics metrics = new FanoutMetrics(new SimpleMeterRegistry());
  private final Context context = ((VertxInternal) vertx).createEventLoopContext();
  private final Relay relay =
      new Relay(new VertxLoop(context), "here", WIDE, new WireFormats(), metrics);
  private final Hub hub = new Hub(new VertxLoop(context), relay, () -> {}, 1 << 20, metrics);
  private final List<String> heard = new CopyOnWriteArrayList<>();

  private class Ear implements Subscriber {
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

  /** Keeps for itself what it hears. */
  private final class Diary extends Ear {
    private final List<String> pages = new CopyOnWriteArrayList<>();

    @Override
    public void deliver(ChannelBatch batch) {
      for (int i = 0; i < batch.size(); i++) {
        pages.add(batch.publication(i).payload().asText());
      }
    }
  }

  @AfterEach
  void close() {
    vertx.close().toCompletionStage().toCompletableFuture().join();
  }

  @Test
  void aLongFanOutLetsOthersHaveTheirTurnAndKeepsItsOrder() {
    int many = 5000;
    List<String> turns = new CopyOnWriteArrayList<>();
    List<Ear> crowd = new ArrayList<>();
    Map<Ear, List<String>> each = new ConcurrentHashMap<>();
    for (int i = 0; i < many; i++) {
      int place = i;
      crowd.add(
          new Ear() {
            @Override
            public void deliver(ChannelBatch batch) {
              List<String> mine = each.computeIfAbsent(this, e -> new ArrayList<>());
              for (int m = 0; m < batch.size(); m++) {
                mine.add(batch.publication(m).payload().asText());
              }
              if (place == 0 || place == many - 1) {
                turns.add((place == 0 ? "first hears " : "last hears ") + mine);
              }
            }
          });
    }
    Ear other =
        new Ear() {
          @Override
          public void deliver(ChannelBatch batch) {
            turns.add("other");
          }
        };
    context.runOnContext(
        v -> {
          crowd.forEach(ear -> hub.subscribe("a", ear));
          hub.subscribe("b", other);
          hub.offer(List.of(deliveries("a", "1"), deliveries("b", "x")));
          context.runOnContext(w -> turns.add("task"));
          hub.offer(List.of(deliveries("a", "2")));
          hub.offer(List.of(deliveries("a", "3")));
        });

    await().until(() -> turns.contains("last hears [1, 2, 3]"));
    assertThat(turns.indexOf("first hears [1]")).isZero();
    assertThat(turns.indexOf("other")).isLessThan(turns.indexOf("last hears [1]"));
    assertThat(turns.indexOf("task")).isLessThan(turns.indexOf("last hears [1]"));
    assertThat(each.values()).hasSize(many).allMatch(List.of("1", "2", "3")::equals);
  }

  @Test
  void whoComesAndGoesBetweenTurnsHearsARunAndNobodyElseHearsLess() {
    List<Diary> crowd = Stream.generate(Diary::new).limit(5000).toList();
    Diary served = crowd.get(100);
    Diary unserved = crowd.get(4899);
    // So many that the list of subscribers shrinks; both sides of the turn's end are among them.
    List<Diary> leaving = crowd.subList(100, 4900);
    Map<Diary, List<String>> untilLeaving = new ConcurrentHashMap<>();
    Diary newcomer = new Diary();
    Diary last = new Diary();
    Runnable betweenTurns =
        () -> {
          for (Diary one : leaving) {
            untilLeaving.put(one, List.copyOf(one.pages));
            hub.unsubscribe("a", one);
          }
          hub.subscribe("a", newcomer);
          hub.subscribe("a", served);
          hub.subscribe("a", unserved);
          hub.offer(List.of(deliveries("a", "2")));
          hub.offer(List.of(deliveries("a", "3")));
        };
    context.runOnContext(
        v -> {
          crowd.forEach(one -> hub.subscribe("a", one));
          hub.offer(List.of(deliveries("a", "1")));
          context.runOnContext(
              w -> {
                betweenTurns.run();
                context.runOnContext(x -> hub.subscribe("a", last));
              });
        });

    await().until(() -> last.pages.contains("3"));
    assertThat(untilLeaving.get(served)).containsExactly("1");
    assertThat(untilLeaving.get(unserved)).isEmpty();
    assertThat(crowd)
        .filteredOn(one -> !leaving.contains(one))
        .hasSize(200)
        .allMatch(one -> one.pages.equals(List.of("1", "2", "3")));
    assertThat(served.pages).containsExactly("1", "2", "3");
    assertThat(unserved.pages).containsExactly("2", "3");
    assertThat(newcomer.pages).containsExactly("2", "3");
    assertThat(leaving.subList(1, leaving.size() - 1))
        .allMatch(one -> one.pages.equals(untilLeaving.get(one)));
  }

  @Test
  void aChannelThatAllLeaveInTheMiddleBeginsAnew() {
    List<Diary> crowd = Stream.generate(Diary::new).limit(5000).toList();
    Diary next = new Diary();
    context.runOnContext(
        v -> {
          crowd.forEach(one -> hub.subscribe("a", one));
          hub.offer(List.of(deliveries("a", "1")));
          hub.offer(List.of(deliveries("a", "2")));
          context.runOnContext(
              w -> {
                crowd.forEach(one -> hub.unsubscribe("a", one));
                hub.subscribe("a", next);
                hub.offer(List.of(deliveries("a", "3")));
              });
        });

    await().until(() -> !next.pages.isEmpty());
    assertThat(next.pages).containsExactly("3");
    assertThat(crowd.get(0).pages).containsExactly("1");
    assertThat(crowd.get(4999).pages).isEmpty();
  }

  @Test
  void whoLeavesWhileItsNeighbourIsServedHearsNothingMore() {
    Diary neighbour = new Diary();
    Diary behind = new Diary();
    Ear leaver =
        new Ear() {
          @Override
          public void deliver(ChannelBatch batch) {
            hub.unsubscribe("a", this);
            hub.unsubscribe("a", neighbour);
          }
        };
    context.runOnContext(
        v -> {
          hub.subscribe("a", leaver);
          hub.subscribe("a", neighbour);
          hub.subscribe("a", behind);
          hub.offer(List.of(deliveries("a", "1")));
          context.runOnContext(w -> hub.offer(List.of(deliveries("a", "2"))));
        });

    await().until(() -> behind.pages.size() >= 2);
    assertThat(behind.pages).containsExactly("1", "2");
    assertThat(neighbour.pages).isEmpty();
  }

  @Test
  void whatWaitedIsServedInBatchesThatAreSmallBesideASocketsQueue() {
    List<Long> sizes = new CopyOnWriteArrayList<>();
    String text = "x".repeat(60_000);
    context.runOnContext(
        v -> {
          hub.subscribe(
              "a",
              new Ear() {
                @Override
                public void deliver(ChannelBatch batch) {
                  sizes.add(batch.bytes());
                }
              });
          hub.offer(
              List.of(
                  deliveries("a", Stream.generate(() -> text).limit(15).toArray(String[]::new))));
        });

    await().until(() -> sizes.stream().mapToLong(s -> s).sum() >= 15 * 60_000);
    assertThat(sizes).hasSize(5).allMatch(size -> size < 200_000);
  }

  /** Each has its frames in a buffer of its own until then. */
  @Test
  void manyLargeBatchesAreFlushedBeforeTheyAddUp() {
    int many = 100;
    List<Integer> flushes = new CopyOnWriteArrayList<>();
    Hub flushed =
        new Hub(new VertxLoop(context), relay, () -> flushes.add(heard.size()), 1 << 28, metrics);
    String large = "x".repeat(1 << 20);
    context.runOnContext(
        v -> {
          List<ChannelDeliveries> all = new ArrayList<>();
          for (int i = 0; i < many; i++) {
            flushed.subscribe("c" + i, new Ear());
            all.add(deliveries("c" + i, large));
          }
          flushed.offer(all);
        });

    await().until(() -> heard.size() == many && !flushes.isEmpty());
    assertThat(flushes.get(0)).isLessThan(10);
  }

  /** A message of line breaks has seven times its size as server-sent events. */
  @Test
  void whatTransportsMakeOfBatchesCounts() {
    int many = 100;
    int encoded = 1 << 20;
    Framing<String> framing = made -> {};
    WireFormat text =
        new WireFormat() {
          @Override
          public int slot() {
            return 0;
          }

          @Override
          public WireMessage encode(Publication publication) {
            return WireMessage.text(publication.payload().asText());
          }
        };
    List<Integer> flushes = new CopyOnWriteArrayList<>();
    Hub flushed =
        new Hub(new VertxLoop(context), relay, () -> flushes.add(heard.size()), 1 << 28, metrics);
    context.runOnContext(
        v -> {
          List<ChannelDeliveries> all = new ArrayList<>();
          for (int i = 0; i < many; i++) {
            flushed.subscribe(
                "c" + i,
                new Ear() {
                  @Override
                  public void deliver(ChannelBatch batch) {
                    batch.frames(text).keep(framing, "", encoded);
                    super.deliver(batch);
                  }
                });
            all.add(deliveries("c" + i, "x"));
          }
          flushed.offer(all);
        });

    await().until(() -> heard.size() == many && !flushes.isEmpty());
    assertThat(flushes.get(0)).isLessThan(10);
  }

  @Test
  void aHoleIsToldAtItsPlaceHoweverMuchFollows() {
    Ear ear =
        new Ear() {
          @Override
          public void reset(String channel) {
            heard.add("hole");
          }
        };
    context.runOnContext(
        v -> {
          hub.subscribe("a", ear);
          hub.offer(
              List.of(
                  deliveries("a", "1", "2"),
                  deliveries("a", "lost").dropped(),
                  deliveries("a", "lost too").dropped(),
                  deliveries("a", "5"),
                  deliveries("a", "lost").dropped()));
        });

    await().untilAsserted(() -> assertThat(heard).containsExactly("1", "2", "hole", "5", "hole"));
  }

  private static ChannelDeliveries deliveries(String channel, String... texts) {
    List<Delivery> all =
        Stream.of(texts)
            .map(
                text ->
                    new Delivery(
                        Publication.ephemeral(channel, Payload.text(text), Map.of(), null, 1),
                        null,
                        1))
            .toList();
    return new ChannelDeliveries(
        channel, all, all.stream().mapToLong(d -> d.publication().weight()).sum());
  }
}
