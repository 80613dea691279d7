package io.wsgateway.connection;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.wsgateway.support.OnLoop;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A connection that fails in a task of the whole loop is ended; the others have their turn. */
final class LoopFaultsTest {
  private static final String CHANNEL = "chat";

  private static final class Listener implements ConnectionListener {
    final List<CloseEvent> closed = new CopyOnWriteArrayList<>();
    Error failure;

    @Override
    public void opened() {}

    @Override
    public void message(boolean text, byte[] payload) {
      if (failure != null) {
        throw failure;
      }
    }

    @Override
    public void closed(CloseEvent event) {
      closed.add(event);
    }
  }

  private final Settings settings = new Settings();
  private final Vertx vertx = Vertx.vertx();
  private final Context context = vertx.getOrCreateContext();
  private final List<Listener> listeners = new ArrayList<>();
  private final List<Connection> connections = new ArrayList<>();
  private StubLoop stubs;
  private ConnectionLoop loop;

  @AfterEach
  void stop() {
    vertx.close().toCompletionStage().toCompletableFuture().orTimeout(20, SECONDS).join();
  }

  @Test
  void whoIsSlowedDownReadsOnThoughAnotherFails() {
    settings.messagesPerSecond = 20;
    start();
    stubs.socket(0).failing = "resume";
    run(
        () -> {
          for (Connection connection : connections) {
            for (int i = 0; i < 22; i++) {
              connection.life().message(true, new byte[1]);
            }
          }
        });
    await().until(() -> stubs.socket(1).calls.contains("resume"));
    assertFirstIsEnded();
  }

  @Test
  void whatWaitsForItsIntervalIsDeliveredThoughAnotherFails() {
    start();
    run(() -> connections.forEach(LoopFaultsTest::deliverLatest));
    stubs.socket(0).failing = "write";
    run(() -> connections.forEach(LoopFaultsTest::deliverLatest));
    await().until(() -> writes() == 2);
    assertFirstIsEnded();
    run(() -> deliverLatest(connections.get(1)));
    await().until(() -> writes() == 3);
  }

  @Test
  void whatIsWrittenIsFlushedThoughAnotherFails() {
    start();
    stubs.socket(0).failing = "flush";
    run(
        () -> {
          connections.forEach(connection -> connection.send(WireMessage.text("hello")));
          loop.flush();
        });
    assertThat(stubs.socket(1).calls).contains("flush");
    assertFirstIsEnded();
  }

  @Test
  void aFailureThatNobodyDeclaresIsOneMore() {
    start();
    stubs.socket(0).failing = "flush";
    stubs.socket(0).failure = new IOException("planted");
    run(
        () -> {
          connections.forEach(connection -> connection.send(WireMessage.text("hello")));
          loop.flush();
        });
    assertThat(stubs.socket(1).calls).contains("flush");
    assertFirstIsEnded();
    assertThat(faults()).isEqualTo(1);
  }

  @Test
  void anErrorOfAProtocolEndsItsConnectionOnly() {
    start();
    listeners.get(0).failure = new StackOverflowError("planted");
    run(() -> connections.forEach(connection -> connection.life().message(true, new byte[1])));
    assertThat(stubs.socket(0).sent()).containsExactly("close: 1011 internal error");
    assertThat(stubs.socket(1).sent()).isEmpty();
    assertThat(faults()).isEqualTo(1);
  }

  private double faults() {
    return stubs.registry().get("gateway.faults").tag("where", "connection").counter().count();
  }

  @Test
  void whoIsSilentIsPingedThoughAnotherFails() {
    settings.pingSeconds = 1;
    start();
    stubs.socket(0).failing = "isWritable";
    await().until(() -> stubs.socket(1).calls.contains("ping"));
    assertFirstIsEnded();
  }

  @Test
  void allAreClosedThoughOneFails() {
    start();
    stubs.socket(0).failing = "close";
    run(() -> loop.forEach(connection -> connection.close(EndReason.DRAIN)));
    assertThat(stubs.socket(1).calls).contains("close");
    assertFirstIsEnded();
  }

  @Test
  void aConnectionWhoseUpgradeFailsIsGone() {
    start();
    stubs.upgradeFails = true;
    assertThatThrownBy(() -> run(this::connect)).hasRootCauseMessage("planted");
    assertThat(loop.size()).isEqualTo(2);
    assertThat(listeners.get(2).closed).containsExactly(new CloseEvent(1006, "", true));
    assertThat(stubs.socket(2).calls).containsExactly("abort");
  }

  private void assertFirstIsEnded() {
    await().until(() -> stubs.socket(0).calls.contains("abort"));
    assertThat(listeners.get(0).closed).hasSize(1);
    assertThat(listeners.get(1).closed).isEmpty();
    run(() -> assertThat(loop.size()).isEqualTo(1));
  }

  private long writes() {
    return stubs.socket(1).calls.stream().filter(call -> call.equals("write")).count();
  }

  private static void deliverLatest(Connection connection) {
    MessageBatch batch = new MessageBatch(List.of(WireMessage.text("news")));
    connection.deliverLatest(batch, CHANNEL, 100);
    batch.release();
  }

  /** Two connections, of which the tests let the first fail. */
  private void start() {
    run(
        () -> {
          stubs = new StubLoop(context, settings.limits(), settings.keepAlive());
          loop = stubs.connections();
          connect();
          connect();
        });
  }

  private void connect() {
    Listener listener = new Listener();
    listeners.add(listener);
    connections.add(stubs.connect(listener));
  }

  /** On the event loop. */
  private void run(Runnable action) {
    OnLoop.run(context, action);
  }
}
