package io.wsgateway.app;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
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
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A drain whose window passes as the test says. */
final class DrainTest {
  private static final int MANY = 400;
  private static final DrainConfig ONE_SECOND = new DrainConfig(0, 1, 0, DrainCode.SERVICE_RESTART);

  /** A client that takes its close and stays. */
  private static final class Silent implements ConnectionListener {
    @Override
    public void opened() {}

    @Override
    public void message(boolean text, byte[] payload) {}

    @Override
    public void closed(CloseEvent event) {}
  }

  private final Vertx vertx = Vertx.vertx();
  private final Context context = vertx.getOrCreateContext();
  private final AtomicLong now = new AtomicLong();
  private final AtomicInteger looks = new AtomicInteger();
  private Future<Void> refusing = Future.succeededFuture();
  private StubLoop stubs;

  @BeforeEach
  void start() {
    stubs = OnLoop.call(context, () -> StubLoop.on(context));
  }

  @AfterEach
  void stop() {
    vertx.close().toCompletionStage().toCompletableFuture().orTimeout(20, SECONDS).join();
  }

  private void connect(int clients) {
    OnLoop.run(context, () -> Stream.generate(Silent::new).limit(clients).forEach(stubs::connect));
  }

  private Drain drain(LongSupplier clock) {
    return drain(clock, ONE_SECOND, List.of(stubs));
  }

  private Drain drain(LongSupplier clock, DrainConfig config, List<StubLoop> all) {
    Loop loop = new SetClock(new VertxLoop(context), clock);
    List<Drain.Share> shares =
        all.stream().map(s -> new Drain.Share(loop, s.connections())).toList();
    return new Drain(config, 1, new StubPort(shares, refusing));
  }

  private long look() {
    looks.incrementAndGet();
    return now.get();
  }

  /** Time passes, once the drain has begun. */
  private void pass(int millis) {
    await().until(() -> looks.get() > 0);
    now.addAndGet(Duration.ofMillis(millis).toNanos());
  }

  private List<String> closes() {
    return closes(stubs);
  }

  private static List<String> closes(StubLoop stubs) {
    return stubs.sockets().stream().flatMap(socket -> socket.sent().stream()).toList();
  }

  @Test
  void aFaultEndsTheDrainInsteadOfTheStopWaitingForIt() {
    LongSupplier broken =
        () -> {
          throw new IllegalStateException("planted");
        };
    Future<Void> drained = drain(broken).stop();
    assertThatThrownBy(
            () -> drained.toCompletionStage().toCompletableFuture().orTimeout(20, SECONDS).join())
        .hasRootCauseMessage("planted");
  }

  @Test
  void clientsAreClosedEvenly() {
    connect(MANY);
    Future<Void> drained = drain(this::look).stop();
    // Time stands still but for these steps, so that no more can follow.
    for (int quarter = 1; quarter <= 4; quarter++) {
      pass(100);
      int due = MANY * quarter / 4;
      await().until(() -> closes().size() >= due);
      assertThat(closes()).hasSize(due);
    }
    assertThat(drained.isComplete()).isFalse();
    pass(1001);
    await("the time to close to be up").until(drained::isComplete);
  }

  @Test
  void loopsThatHaveMoreClientsThanOthersTakeTheSameTime() {
    StubLoop others = OnLoop.call(context, () -> StubLoop.on(context));
    connect(900);
    OnLoop.run(context, () -> Stream.generate(Silent::new).limit(100).forEach(others::connect));
    drain(this::look, ONE_SECOND, List.of(stubs, others)).stop();
    await().until(() -> looks.get() >= 2);
    pass(500);
    await().until(() -> closes().size() >= 450 && closes(others).size() >= 50);
    assertThat(closes()).hasSize(450);
    assertThat(closes(others)).hasSize(50);
  }

  @Test
  void theCloseCodeIsAsConfiguredAndTheReasonTheSame() {
    stubs = OnLoop.call(context, () -> StubLoop.on(context, DrainCode.GOING_AWAY));
    connect(3);
    DrainConfig config = new DrainConfig(0, 1, 0, DrainCode.GOING_AWAY);
    drain(this::look, config, List.of(stubs)).stop();
    await().until(() -> closes().size() == 3);
    assertThat(closes()).allMatch(c -> c.matches("close: 1001 service restart retry-ms=\\d+"));
  }

  @Test
  void everyClientHasADelayOfItsOwnToComeBackAfter() {
    connect(MANY);
    drain(this::look).stop();
    pass(1000);
    await().until(() -> closes().size() == MANY);
    assertThat(closes()).allMatch(c -> c.matches("close: 1012 service restart retry-ms=\\d+"));
    assertThat(closes().stream().distinct().count()).isGreaterThan(MANY / 2);
  }

  @Test
  void upgradesAreRefusedBeforeAnybodyIsClosed() {
    connect(3);
    Promise<Void> refused = Promise.promise();
    refusing = refused.future();
    Future<Void> drained = drain(this::look).stop();
    // What a drain that does not wait would do in this tick and the next has been done then.
    OnLoop.run(context, () -> {});
    OnLoop.run(context, () -> {});
    assertThat(closes()).isEmpty();

    refused.complete();
    await().until(() -> closes().size() == 3);
    assertThat(drained.isComplete()).isFalse();
  }

  @Test
  void aNodeWithoutClientsIsDrainedAtOnce() {
    Future<Void> drained = drain(this::look).stop();
    await().until(drained::isComplete);
    assertThat(drained.succeeded()).isTrue();
  }
}
