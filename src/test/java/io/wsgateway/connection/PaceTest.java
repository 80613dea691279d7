package io.wsgateway.connection;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.wsgateway.channel.SlowConsumer;
import io.wsgateway.support.OnLoop;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A client that is slower, or faster, than others can bear. */
final class PaceTest {
  private static final int QUEUE = 10_000;

  /** Over half of the queue, and two of them over all of it. */
  private static final String LARGE = "x".repeat(QUEUE * 3 / 5);

  private final Vertx vertx = Vertx.vertx();
  private final Context context = vertx.getOrCreateContext();
  private final List<String> told = new ArrayList<>();
  private final Settings settings = new Settings();
  private StubLoop stubs;
  private Connection connection;
  private StubSocket socket;
  private boolean still;

  private final class Listener implements ConnectionListener {
    @Override
    public void opened() {}

    @Override
    public void message(boolean text, byte[] payload) {}

    @Override
    public void behind(boolean behind) {
      told.add(behind ? "behind" : "in step");
    }

    @Override
    public void ending() {
      told.add("ending");
    }

    @Override
    public void closed(CloseEvent event) {
      told.add("closed");
    }
  }

  @BeforeEach
  void connect() {
    settings.outboundQueueBytes = QUEUE;
    settings.messagesPerSecond = 10;
    run(
        () -> {
          stubs = new StubLoop(context, settings.limits(), settings.keepAlive());
          connection = stubs.connect(new Listener());
          socket = stubs.socket(0);
        });
  }

  @AfterEach
  void stop() {
    vertx.close().toCompletionStage().toCompletableFuture().orTimeout(20, SECONDS).join();
  }

  private void run(Runnable action) {
    OnLoop.run(context, action);
  }

  private void deliver(SlowConsumer policy) {
    MessageBatch batch = new MessageBatch(List.of(WireMessage.text(LARGE)));
    connection.deliver(batch, "chat", policy);
    batch.release();
  }

  private void block() {
    socket.writable = false;
    socket.pendingBytes = 70_000;
  }

  @Test
  void overHalfOfTheQueueIsBehindUntilItDrains() {
    run(
        () -> {
          block();
          connection.deliver(WireMessage.text("small"), "chat", SlowConsumer.DISCONNECT);
          assertThat(told).isEmpty();
          deliver(SlowConsumer.DISCONNECT);
          connection.deliver(WireMessage.text("more"), "chat", SlowConsumer.DISCONNECT);
          assertThat(told).containsExactly("behind");
          socket.writable = true;
          connection.life().writable();
          assertThat(told).containsExactly("behind", "in step");
        });
  }

  @ParameterizedTest
  @EnumSource(value = SlowConsumer.class, names = "DISCONNECT", mode = EnumSource.Mode.EXCLUDE)
  void nobodyIsBehindInAChannelThatAcceptsLoss(SlowConsumer policy) {
    run(
        () -> {
          block();
          deliver(policy);
          deliver(policy);
          connection.tick(1);
          connection.tick(20);
          assertThat(told).isEmpty();
          assertThat(connection.isOpen()).isTrue();
        });
  }

  @Test
  void whoTakesNothingForTenSecondsWhileItIsBehindIsClosedAsSlow() {
    run(
        () -> {
          block();
          deliver(SlowConsumer.DISCONNECT);
          connection.tick(1);
          connection.tick(10);
          assertThat(connection.isOpen()).isTrue();
          connection.tick(11);
          assertThat(socket.sent().get(0))
              .startsWith("close: 1013 slow: nothing read for 10 seconds while messages wait");
          // At once, for its channel must not wait for it.
          assertThat(told).containsExactly("behind", "in step", "ending");
        });
  }

  /** Or the channel would wait for it, and it for the channel with what it sent before. */
  @Test
  void whoEndsIsNotBehindAnyMore() {
    run(
        () -> {
          block();
          deliver(SlowConsumer.DISCONNECT);
          connection.life().ended();
          assertThat(told).containsExactly("behind", "in step");
          connection.life().gone();
          assertThat(told).containsExactly("behind", "in step", "ending", "closed");
        });
  }

  @Test
  void whoseQueueIsDroppedForTheNodeIsNotBehindAnyMore() {
    run(
        () -> {
          block();
          deliver(SlowConsumer.DROP_OLDEST);
          connection.deliver(WireMessage.text("small"), "chat", SlowConsumer.DISCONNECT);
          assertThat(told).containsExactly("behind");
          connection.dropForTheNode();
          assertThat(told).containsExactly("behind", "in step");
        });
  }

  @Test
  void whoTakesALittleStays() {
    run(
        () -> {
          block();
          deliver(SlowConsumer.DISCONNECT);
          for (int second = 1; second < settings.readIdleSeconds; second++) {
            socket.pendingBytes = 70_000L - second / 9;
            connection.tick(second);
          }
          assertThat(connection.isOpen()).isTrue();
        });
  }

  @Test
  void soDoesWhoTakesNothingAndIsNotBehind() {
    run(
        () -> {
          block();
          connection.deliver(WireMessage.text("small"), "chat", SlowConsumer.DISCONNECT);
          connection.tick(1);
          connection.tick(30);
          assertThat(connection.isOpen()).isTrue();
        });
  }

  @Test
  void aHeldClientIsReadAgainWhenTheReasonIsGone() {
    run(
        () -> {
          still = true;
          connection.hold(Hold.AUDIENCE, () -> still);
          connection.hold(Hold.AUDIENCE, () -> still);
          assertThat(socket.calls).containsOnlyOnce("pause");
          // It can neither send nor pong, and that is no fault of its own.
          for (int second = 1; second <= settings.readIdleSeconds; second++) {
            connection.tick(second);
          }
          assertThat(connection.refill(System.nanoTime())).isFalse();
          assertThat(socket.calls).doesNotContain("resume");
          still = false;
          assertThat(connection.refill(System.nanoTime())).isTrue();
          assertThat(socket.calls).contains("resume");
          // What has piled up comes at its rate, not in a burst.
          connection.life().message(true, new byte[1]);
          assertThat(socket.calls.subList(socket.calls.indexOf("resume"), socket.calls.size()))
              .contains("pause");
          connection.tick(settings.readIdleSeconds + 2);
          assertThat(connection.isOpen()).isTrue();
        });
  }

  @Test
  void aClientThatIsHeldForTooLongIsClosedAndReadAgain() {
    run(
        () -> {
          connection.hold(Hold.AUDIENCE, () -> true);
          connection.tick(settings.readIdleSeconds);
          assertThat(connection.isOpen()).isTrue();
          connection.tick(settings.readIdleSeconds + 1);
          assertThat(socket.sent().get(0))
              .startsWith(
                  "close: 1013 the channel's subscribers did not keep up for 60 seconds"
                      + " (keepAlive.readIdleSeconds)");
          assertThat(socket.calls).contains("pause", "resume");
        });
  }

  @Test
  void whatComesAfterOurCloseIsReadNoFasterThanBefore() {
    run(
        () -> {
          still = true;
          connection.hold(Hold.AUDIENCE, () -> still);
          connection.close(EndReason.DONE);
          // Its close frame may be among what comes.
          assertThat(socket.calls).contains("resume");
          int before = socket.calls.size();
          for (int i = 0; i <= settings.messagesPerSecond; i++) {
            assertThat(socket.calls.subList(before, socket.calls.size())).doesNotContain("pause");
            connection.life().message(true, new byte[1]);
          }
          assertThat(socket.calls.subList(before, socket.calls.size())).contains("pause");
          assertThat(connection.refill(System.nanoTime())).isFalse();
          assertThat(connection.refill(System.nanoTime() + SECONDS.toNanos(2))).isTrue();
          assertThat(socket.calls.subList(before, socket.calls.size())).contains("resume");
        });
  }

  @Test
  void theEndIsToldBeforeItIsOver() {
    run(
        () -> {
          connection.life().peerClosed(1000, "");
          assertThat(told).containsExactly("ending");
          connection.life().gone();
          assertThat(told).containsExactly("ending", "closed");
        });
  }

  @Test
  void aBatchIsWrittenIfASocketTookItAndNotIfItWaits() {
    run(
        () -> {
          MessageBatch batch =
              new MessageBatch(List.of(WireMessage.text("1"), WireMessage.text("2")));
          block();
          connection.deliver(batch, "chat", SlowConsumer.DISCONNECT);
          assertThat(batch.isWritten()).isFalse();
          Connection reads = stubs.connect(new Listener());
          reads.deliverLatest(batch, "chat", 1000);
          assertThat(batch.isWritten()).isTrue();
          batch.release();
        });
  }
}
