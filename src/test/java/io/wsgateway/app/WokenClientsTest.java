package io.wsgateway.app;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.internal.VertxInternal;
import io.wsgateway.config.DrainConfig;
import io.wsgateway.config.DrainConfig.DrainCode;
import io.wsgateway.connection.CloseEvent;
import io.wsgateway.connection.ConnectionListener;
import io.wsgateway.connection.StubLoop;
import io.wsgateway.loop.Loop;
import io.wsgateway.support.OnLoop;
import io.wsgateway.support.SetClock;
import io.wsgateway.transport.VertxLoop;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The clients of a node that was paused, on two event loops whose time passes as the test says. */
final class WokenClientsTest {
  private static final int MANY = 1000;

  private final class Client implements ConnectionListener {
    @Override
    public void opened() {}

    @Override
    public void message(boolean text, byte[] payload) {}

    @Override
    public void ending() {
      ended.incrementAndGet();
    }

    @Override
    public void closed(CloseEvent event) {}
  }

  private final Vertx vertx = Vertx.vertx();
  private final Context context = ((VertxInternal) vertx).createEventLoopContext();
  private final Context other = ((VertxInternal) vertx).createEventLoopContext();
  private final AtomicLong now = new AtomicLong();
  private final AtomicInteger ended = new AtomicInteger();
  private StubLoop stubs;
  private StubLoop others;
  private List<Drain.Share> shares;

  @BeforeEach
  void start() {
    stubs = OnLoop.call(context, () -> StubLoop.on(context));
    others = OnLoop.call(other, () -> StubLoop.on(other));
    shares =
        List.of(
            new Drain.Share(loop(context), stubs.connections()),
            new Drain.Share(loop(other), others.connections()));
  }

  private Loop loop(Context of) {
    return new SetClock(new VertxLoop(of), now::get);
  }

  @AfterEach
  void stop() {
    vertx.close().toCompletionStage().toCompletableFuture().orTimeout(20, SECONDS).join();
  }

  private void connect(int here, int there) {
    OnLoop.run(context, () -> Stream.generate(Client::new).limit(here).forEach(stubs::connect));
    OnLoop.run(other, () -> Stream.generate(Client::new).limit(there).forEach(others::connect));
  }

  private static List<String> closes(StubLoop stubs) {
    return stubs.sockets().stream().flatMap(socket -> socket.sent().stream()).toList();
  }

  private int closed() {
    return closes(stubs).size() + closes(others).size();
  }

  @Test
  void nobodyIsDeliveredAnythingByTheTimeTheNextTaskRuns() {
    connect(MANY - 100, 100);
    new WokenClients(shares).end();
    OnLoop.run(context, () -> {});
    OnLoop.run(other, () -> {});

    assertThat(ended).hasValue(MANY);
    assertThat(closed()).as("time stands still").isLessThanOrEqualTo(100);
  }

  @Test
  void aHundredAreClosedAtOnceAndTheOthersInTurn() {
    connect(MANY - 100, 100);
    new WokenClients(shares).end();

    await().until(() -> closed() >= 100);
    now.addAndGet(Duration.ofMillis(500).toNanos());
    await().until(() -> closes(stubs).size() >= 495 && closes(others).size() >= 55);
    assertThat(closed()).isEqualTo(550);
    now.addAndGet(Duration.ofSeconds(5).toNanos());
    await().until(() -> closed() == MANY);
    assertThat(closes(stubs)).allMatch(c -> c.matches("close: 1012 paused retry-ms=\\d+"));
    assertThat(closes(stubs).stream().distinct().count()).isGreaterThan(MANY / 4);
    assertThat(ended).as("told once").hasValue(MANY);
  }

  @Test
  void nobodyIsClosedBeforeABusyLoopHasCountedToo() {
    connect(100, MANY - 100);
    CompletableFuture<Void> idle = new CompletableFuture<>();
    CompletableFuture<Void> later = new CompletableFuture<>();
    other.runOnContext(v -> idle.orTimeout(20, SECONDS).join());
    new WokenClients(shares).end();
    OnLoop.run(
        context,
        () -> loop(context).schedule(4 * ClosingTurns.STEP_MILLIS, () -> later.complete(null)));
    later.orTimeout(20, SECONDS).join();
    assertThat(closes(stubs)).isEmpty();

    idle.complete(null);
    await().until(() -> closed() >= 100);
    assertThat(closed()).isEqualTo(100);
  }

  @Test
  void whoComesLaterStays() {
    connect(1, 1);
    new WokenClients(shares).end();
    OnLoop.run(context, () -> stubs.connect(new Client()));
    await().until(() -> closed() == 2);

    assertThat(OnLoop.call(context, () -> stubs.connections().size())).isEqualTo(2);
    assertThat(ended).hasValue(2);
  }

  @Test
  void aDrainBesideItClosesNobodyTwice() {
    connect(MANY, 0);
    Future<Void> drained =
        new Drain(
                new DrainConfig(0, 1, 0, DrainCode.SERVICE_RESTART),
                1,
                new StubPort(shares, Future.succeededFuture()))
            .stop();
    new WokenClients(shares).end();
    await().until(() -> closed() >= 100);
    now.addAndGet(Duration.ofSeconds(10).toNanos());
    await().until(() -> closed() == MANY);
    await().until(drained::isComplete);

    assertThat(drained.succeeded()).isTrue();
    assertThat(closed()).isEqualTo(MANY);
    assertThat(ended).hasValue(MANY);
  }
}
