package io.wsgateway.connection;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.wsgateway.config.DrainConfig.DrainCode;
import io.wsgateway.metrics.ConnectionMetrics;
import io.wsgateway.protocol.raw.RawProtocol;
import io.wsgateway.support.OnLoop;
import io.wsgateway.support.SetClock;
import io.wsgateway.transport.VertxLoop;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.IntConsumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The pacer's timers fire as they like; what time it is then is said by the test. */
final class PacerTest {
  private static final int INTERVAL = 1000;
  private static final int TICK = 10;
  private static final long START = 5_000;

  /** A message that reached a socket. */
  private record Written(Socket socket, int number, long atMillis) {}

  private final class Socket implements Transport {
    private boolean unflushed;

    @Override
    public boolean isWritable() {
      return true;
    }

    @Override
    public long pendingBytes() {
      return 0;
    }

    @Override
    public long directBytes() {
      return 0;
    }

    @Override
    public void discard() {}

    @Override
    public int write(MessageBatch batch) {
      unflushed = true;
      for (WireMessage message : batch.messages()) {
        int number = Integer.parseInt(new String(message.payload(), StandardCharsets.UTF_8));
        written.add(new Written(this, number, millis));
      }
      return 0;
    }

    @Override
    public void flush() {
      unflushed = false;
    }

    @Override
    public void ping() {}

    @Override
    public void close(int code, String reason) {}

    @Override
    public void finish() {}

    @Override
    public void abort() {}

    @Override
    public void read(boolean on) {}
  }

  private final Vertx vertx = Vertx.vertx();
  private final Context context = vertx.getOrCreateContext();
  private final List<Socket> sockets = new ArrayList<>();
  private final List<Pacer.Slot> slots = new ArrayList<>();
  private final List<Written> written = Collections.synchronizedList(new ArrayList<>());
  private long millis = START;
  private int clockFailures;
  private Pacer pacer;
  private ConnectionLoop loop;

  @BeforeEach
  void start() {
    run(
        () -> {
          loop =
              new ConnectionLoop(
                  new VertxLoop(context),
                  new Settings().limits(),
                  new Settings().keepAlive(),
                  new ConnectionMetrics(new SimpleMeterRegistry()),
                  NodeBudget.of(new Settings().limits()),
                  new StubLoop.EnoughMemory());
          pacer = new Pacer(loop, new SetClock(new VertxLoop(context), this::nanos));
        });
  }

  @AfterEach
  void stop() {
    vertx.close().toCompletionStage().toCompletableFuture().orTimeout(20, SECONDS).join();
  }

  @Test
  void othersHaveTheirTurnWhileManyAreServed() {
    int many = 2 * Pacer.TURN + 500;
    List<Integer> served = new CopyOnWriteArrayList<>();
    run(
        () -> {
          subscribers(many);
          toAll(1);
        });
    await().until(() -> OnLoop.call(context, () -> sockets.stream().noneMatch(s -> s.unflushed)));
    run(
        () -> {
          toAll(2);
          millis += INTERVAL + TICK;
          context.runOnContext(v -> look(served, 2 * many));
        });
    await().until(() -> written.size() == 2 * many);
    await().until(() -> served.contains(2 * many));
    assertThat(served).startsWith(many).contains(many + Pacer.TURN, many + 2 * Pacer.TURN);
  }

  /** Another task of the loop, again and again. */
  private void look(List<Integer> served, int last) {
    served.add(written.size());
    assertThat(sockets).noneMatch(socket -> socket.unflushed);
    if (written.size() < last) {
      context.runOnContext(v -> look(served, last));
    }
  }

  @Test
  void aFaultInOneTurnDoesNotEndThePacing() {
    run(
        () -> {
          subscribers(2);
          toAll(1);
          toAll(2);
          millis += INTERVAL + TICK;
          clockFailures = 1;
        });
    await().until(() -> count(2) == 2);
  }

  private long nanos() {
    if (clockFailures-- > 0) {
      throw new StackOverflowError("planted");
    }
    return millis * 1_000_000;
  }

  @Test
  void eachGetsTheNewestAndNoMoreThanOneAnInterval() {
    run(
        () -> {
          subscribers(3);
          tick(0, 500, this::toAll);
        });
    await().until(() -> count(499) == 3);
    for (Socket socket : sockets) {
      List<Written> heard = written.stream().filter(w -> w.socket() == socket).toList();
      for (int i = 1; i < heard.size(); i++) {
        long at = heard.get(i).atMillis();
        assertThat(at).isGreaterThanOrEqualTo(START + TICK + (long) i * INTERVAL);
        assertThat(at - heard.get(i - 1).atMillis()).isGreaterThanOrEqualTo(INTERVAL);
        assertThat((long) heard.get(i).number()).isEqualTo(Math.min(499, newest(at)));
      }
      assertThat(heard).hasSizeGreaterThan(3);
    }
  }

  private long count(int number) {
    return List.copyOf(written).stream().filter(w -> w.number() == number).count();
  }

  /** The clock goes on with each timer, and with the first of them something happens. */
  private void tick(int number, int end, IntConsumer action) {
    millis += TICK;
    if (number < end) {
      action.accept(number);
    }
    vertx.setTimer(1, id -> tick(number + 1, end, action));
  }

  private static long newest(long atMillis) {
    return (atMillis - START) / TICK - 1;
  }

  private void toAll(int number) {
    slots.forEach(slot -> to(slot, number));
  }

  private void to(Pacer.Slot slot, int number) {
    MessageBatch batch = new MessageBatch(List.of(WireMessage.text(Integer.toString(number))));
    pacer.deliver(slot, batch, INTERVAL);
    batch.release();
  }

  private void subscribers(int count) {
    for (int i = 0; i < count; i++) {
      slots.add(
          new Pacer.Slot(
              loop.open(new Silent(), new RawProtocol(DrainCode.SERVICE_RESTART), this::opened),
              "chat"));
    }
  }

  private void opened(TransportListener connection) {
    Socket socket = new Socket();
    sockets.add(socket);
    connection.opening(socket);
    connection.opened(socket);
  }

  private static final class Silent implements ConnectionListener {
    @Override
    public void opened() {}

    @Override
    public void message(boolean text, byte[] payload) {}

    @Override
    public void closed(CloseEvent event) {}
  }

  /** On the event loop. */
  private void run(Runnable action) {
    OnLoop.run(context, action);
  }
}
