package io.wsgateway.connection;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.internal.VertxInternal;
import io.wsgateway.channel.SlowConsumer;
import io.wsgateway.support.Logs;
import io.wsgateway.support.OnLoop;
import io.wsgateway.transport.VertxLoop;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What all connections together may hold, and who goes first when it is too much. */
final class NodeBudgetTest {
  private static final long MAX = 1 << 20;

  private static final class Listener implements ConnectionListener {
    private int overBudget;

    @Override
    public void opened() {}

    @Override
    public void message(boolean text, byte[] payload) {}

    @Override
    public void overBudget() {
      overBudget++;
    }

    @Override
    public void closed(CloseEvent event) {}
  }

  private final Settings settings = new Settings();
  private final Vertx vertx = Vertx.vertx();
  private final Context context = ((VertxInternal) vertx).createEventLoopContext();
  private final NodeBudget budget = new NodeBudget(MAX);
  private final List<Connection> connections = new ArrayList<>();
  private final List<Listener> listeners = new ArrayList<>();
  private final StubLoop stubs = loop(context);

  @AfterEach
  void stop() {
    vertx.close().toCompletionStage().toCompletableFuture().orTimeout(20, SECONDS).join();
  }

  private StubLoop loop(Context of) {
    return OnLoop.call(
        of, () -> new StubLoop(new VertxLoop(of), settings.limits(), settings.keepAlive(), budget));
  }

  /** A client that reads nothing. */
  private Connection mute(StubLoop loop) {
    Listener listener = new Listener();
    Connection connection = loop.connect(listener);
    loop.socket(loop.sockets().size() - 1).writable = false;
    connections.add(connection);
    listeners.add(listener);
    return connection;
  }

  private static WireMessage message(int bytes) {
    return WireMessage.binary(new byte[bytes]);
  }

  private String sent(int index) {
    return String.join(" ", stubs.socket(index).sent());
  }

  private double meter(String name, String tag) {
    return stubs.registry().get(name).tag("policy", tag).counter().count();
  }

  @Test
  void theObjectsAroundSmallMessagesCount() {
    OnLoop.run(
        context,
        () -> {
          Connection one = mute(stubs);
          for (int i = 0; i < 5000; i++) {
            one.deliver(message(1), "chat", SlowConsumer.DISCONNECT);
          }
        });
    assertThat(budget.used()).isGreaterThan(5000 * 64);
  }

  @Test
  void whatWaitsInManyQueuesCountsOnce() {
    int payload = 100_000;
    WireMessage shared = message(payload);
    OnLoop.run(
        context,
        () -> {
          for (int i = 0; i < 100; i++) {
            mute(stubs).deliver(shared, "chat", SlowConsumer.DISCONNECT);
          }
        });
    assertThat(budget.used()).isBetween((long) payload, 2L * payload);
    assertThat(stubs.connections().size()).isEqualTo(100);
    OnLoop.run(context, () -> connections.forEach(c -> c.life().gone()));
    OnLoop.run(context, this::settle);
    assertThat(budget.used()).isZero();
  }

  /** What is untold is less than a step; another change tells it. */
  private void settle() {
    Connection last = mute(stubs);
    last.life().keeps((int) (MAX / 8));
    last.life().gone();
  }

  @Test
  void firstGoesWhatChannelsMayLose() {
    OnLoop.run(
        context,
        () -> {
          Connection lossy = mute(stubs);
          Connection strict = mute(stubs);
          for (int i = 0; i < 5; i++) {
            lossy.deliver(message(100_000), "prices", SlowConsumer.DROP_OLDEST);
          }
          strict.deliver(message(100_000), "chat", SlowConsumer.DISCONNECT);
          for (int i = 0; i < 5; i++) {
            lossy.deliver(message(100_000), "prices", SlowConsumer.DROP_OLDEST);
          }
        });
    await().until(() -> budget.used() <= MAX);
    assertThat(connections).allMatch(Connection::isOpen);
    OnLoop.run(
        context,
        () -> {
          stubs.socket(1).writable = true;
          connections.get(1).life().writable();
        });
    assertThat(stubs.socket(1).sent()).hasSize(1);
    assertThat(meter("gateway.messages.dropped", "nodeBudget")).isGreaterThanOrEqualTo(9);
  }

  @Test
  void thenTheLargestQueuesAreClosed() {
    try (Logs logs = new Logs(NodeBudget.class)) {
      OnLoop.run(
          context,
          () -> {
            for (int client = 0; client < 10; client++) {
              Connection connection = mute(stubs);
              for (int i = 0; i <= client; i++) {
                connection.deliver(message(20_000), "chat", SlowConsumer.DISCONNECT);
              }
            }
          });
      await().until(() -> budget.used() <= MAX);
      assertThat(logs.events()).hasSize(1);
    }
    assertThat(sent(9))
        .matches(
            "close: 1013 slow: over 1048576 bytes wait for all clients"
                + " \\(limits.outboundTotalBytes\\) retry-ms=\\d+");
    assertThat(listeners.get(9).overBudget).isEqualTo(1);
    assertThat(Stream.of(0, 1, 2, 3, 4).map(this::sent)).allMatch(String::isEmpty);
    assertThat(meter("gateway.slow.consumers", "nodeBudget")).isGreaterThanOrEqualTo(1);
  }

  @Test
  void whatClientsHaveSentOfMessagesThatAreNotWholeCounts() {
    OnLoop.run(
        context,
        () -> {
          for (int i = 0; i < 17; i++) {
            mute(stubs).life().keeps(1 << 16);
          }
        });
    await().until(() -> budget.used() <= MAX);
    assertThat(connections).anyMatch(connection -> !connection.isOpen());
    assertThat(connections).filteredOn(Connection::isOpen).hasSizeGreaterThan(10);
  }

  @Test
  void aLongTaskDoesNotFillTheHeapBeforeItsEnd() {
    OnLoop.run(
        context,
        () -> {
          for (int i = 0; i < 500; i++) {
            mute(stubs).deliver(message(20_000), "chat", SlowConsumer.DISCONNECT);
            assertThat(budget.used()).isLessThan(MAX + MAX / 4);
          }
        });
  }

  @Test
  void othersHaveTheirTurnWhileManyAreClosed() {
    int many = 2700;
    List<Long> closedWhenOthersHadTheirTurn = new CopyOnWriteArrayList<>();
    OnLoop.run(
        context,
        () -> {
          for (int i = 0; i < many; i++) {
            mute(stubs).deliver(message(240), "chat", SlowConsumer.DISCONNECT);
          }
          look(closedWhenOthersHadTheirTurn);
        });
    await().until(() -> budget.used() <= MAX - MAX / 8);
    assertThat(closed(stubs)).isGreaterThan(250);
    assertThat(closedWhenOthersHadTheirTurn).anyMatch(closed -> closed > 0 && closed < 400);
  }

  /** Another task of the loop, again and again. */
  private void look(List<Long> closed) {
    closed.add(closed(stubs));
    if (budget.used() > MAX - MAX / 8) {
      context.runOnContext(v -> look(closed));
    }
  }

  @Test
  void everyLoopGivesItsPart() {
    Context elsewhere = ((VertxInternal) vertx).createEventLoopContext();
    StubLoop others = loop(elsewhere);
    OnLoop.run(elsewhere, () -> fill(others, 8));
    OnLoop.run(context, () -> fill(stubs, 3));
    await().until(() -> budget.used() <= MAX);
    await().until(() -> closed(others) > 0);
    assertThat(closed(others)).isLessThan(8);
  }

  /** The first loop that holds a message is charged, and the last one that lets go is paid. */
  @Test
  void aLoopWhoseMessagesWereHeldElsewhereFirstGivesItsPart() {
    Context elsewhere = ((VertxInternal) vertx).createEventLoopContext();
    StubLoop others = loop(elsewhere);
    for (int i = 0; i < 40; i++) {
      WireMessage shared = message(100_000);
      OnLoop.run(context, () -> mute(stubs).deliver(shared, "chat", SlowConsumer.DISCONNECT));
      OnLoop.run(elsewhere, () -> mute(others).deliver(shared, "chat", SlowConsumer.DISCONNECT));
      Connection here = connections.get(2 * i);
      Connection there = connections.get(2 * i + 1);
      OnLoop.run(context, here.life()::gone);
      OnLoop.run(elsewhere, there.life()::gone);
    }
    OnLoop.run(elsewhere, () -> fill(others, 30));
    await().until(() -> budget.used() <= MAX);
    assertThat(closed(others)).isBetween(15L, 28L);
  }

  @Test
  void loopsThatHoldTheSameMessagesAllGive() {
    Context elsewhere = ((VertxInternal) vertx).createEventLoopContext();
    StubLoop others = loop(elsewhere);
    for (int i = 0; i < 30; i++) {
      WireMessage shared = message(100_000);
      OnLoop.run(context, () -> mute(stubs).deliver(shared, "chat", SlowConsumer.DISCONNECT));
      OnLoop.run(elsewhere, () -> mute(others).deliver(shared, "chat", SlowConsumer.DISCONNECT));
    }
    await().until(() -> budget.used() <= MAX);
  }

  @Test
  void whoLeavesWhileOthersAreClosedIsNotBlamed() {
    OnLoop.run(
        context,
        () -> {
          Connection left = mute(stubs);
          left.life().gone();
          left.closeForTheNode();
          left.endForDirectMemory();
        });
    assertThat(listeners.get(0).overBudget).isZero();
    assertThat(meter("gateway.slow.consumers", "nodeBudget")).isZero();
  }

  private void fill(StubLoop loop, int clients) {
    for (int i = 0; i < clients; i++) {
      mute(loop).deliver(message(100_000), "chat", SlowConsumer.DISCONNECT);
    }
  }

  private static long closed(StubLoop loop) {
    return loop.sockets().stream()
        .filter(s -> s.sent().stream().anyMatch(text -> text.startsWith("close: 1013")))
        .count();
  }
}
