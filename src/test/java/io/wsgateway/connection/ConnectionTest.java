package io.wsgateway.connection;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.Counter;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.wsgateway.channel.SlowConsumer;
import io.wsgateway.support.OnLoop;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A connection whose socket takes what, and when, the test says. */
final class ConnectionTest {
  private static final int HEADER = 2;

  private final Vertx vertx = Vertx.vertx();
  private final Context context = vertx.getOrCreateContext();
  private final List<CloseEvent> ends = new ArrayList<>();
  private StubLoop stubs;
  private Connection connection;
  private StubSocket socket;

  @BeforeEach
  void connect() {
    run(
        () -> {
          stubs = StubLoop.on(context);
          connection =
              stubs.connect(
                  new ConnectionListener() {
                    @Override
                    public void opened() {}

                    @Override
                    public void message(boolean text, byte[] payload) {}

                    @Override
                    public void closed(CloseEvent event) {
                      ends.add(event);
                    }
                  });
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

  private void deliver(String... texts) {
    MessageBatch batch = new MessageBatch(Stream.of(texts).map(WireMessage::text).toList());
    connection.deliver(batch, "chat", SlowConsumer.DISCONNECT);
    batch.release();
  }

  private double traffic(String name) {
    return stubs.registry().get(name).tag("protocol", "raw").counter().count();
  }

  @Test
  void whatWaitsWhenWeCloseStillGoesAndThenTheCloseFrame() {
    run(
        () -> {
          socket.writable = false;
          deliver("1", "2");
          connection.send(WireMessage.text("3"));
          connection.close(EndReason.DONE, "bye");
          deliver("too late");
          assertThat(socket.sent()).isEmpty();

          socket.writable = true;
          connection.life().writable();
          assertThat(socket.sent()).containsExactly("1", "2", "3", "close: 1000 bye");
          assertThat(stubs.heldBatches()).isZero();
        });
  }

  @Test
  void aCloseWaitsForTheSocketHoweverOftenItStopsInBetween() {
    String large = "x".repeat(40_000);
    run(
        () -> {
          socket.writable = false;
          deliver(large, large, large);
          connection.close(EndReason.DONE, "bye");
          connection.life().writable();
          assertThat(socket.sent()).isEmpty();
        });
    run(
        () -> {
          socket.writable = true;
          connection.life().writable();
          assertThat(socket.sent()).containsExactly(large, large, large, "close: 1000 bye");
        });
  }

  @Test
  void whatWaitsIsDroppedWhenThePeerClosesFirst() {
    run(
        () -> {
          socket.writable = false;
          deliver("nobody reads this");
          connection.life().peerClosed(1001, "gone");
          socket.writable = true;
          connection.life().writable();
          assertThat(socket.sent()).containsExactly("close: 1001 ");
        });
  }

  @Test
  void whatGoesInAndOutIsCounted() {
    run(
        () -> {
          connection.life().bytes(7);
          connection.life().message(true, new byte[1]);
          connection.life().message(false, new byte[0]);
          deliver("four", "five!");
          stubs.connections().flush();
        });
    assertThat(traffic("gateway.messages.received")).isEqualTo(2);
    assertThat(traffic("gateway.bytes.received")).isEqualTo(7);
    assertThat(traffic("gateway.messages.sent")).isEqualTo(2);
    assertThat(traffic("gateway.bytes.sent")).isEqualTo(HEADER + 4 + HEADER + 5);
  }

  @Test
  void theEndIsToldAndCountedOnce() {
    run(
        () -> {
          connection.close(new End(EndReason.DRAIN, "restart", 7));
          connection.life().peerClosed(1012, "");
          connection.life().gone();
          connection.life().gone();
        });
    assertThat(ends).containsExactly(new CloseEvent(1012, "restart retry-ms=7", false));
    assertThat(closes("1012")).isEqualTo(1);
    assertThat(stubs.registry().get("gateway.closes").counters())
        .extracting(Counter::count)
        .containsOnlyOnce(1.0)
        .allMatch(count -> count <= 1);
  }

  private double closes(String code) {
    return stubs.registry().get("gateway.closes").tag("code", code).counter().count();
  }

  private double leftBehind() {
    return stubs
        .registry()
        .get("gateway.messages.dropped")
        .tag("policy", "closed")
        .counter()
        .count();
  }

  @Test
  void whatWaitsForAClientThatEndsIsCountedAsDropped() {
    run(
        () -> {
          socket.writable = false;
          deliver("1", "2");
          connection.send(WireMessage.text("3"));
          connection.life().peerClosed(1001, "gone");
        });
    assertThat(leftBehind()).isEqualTo(3);
    run(() -> connection.life().gone());
    assertThat(leftBehind()).isEqualTo(3);
  }

  @Test
  void soIsWhatWaitsForOneThatBreaksARuleOrVanishes() {
    run(
        () -> {
          socket.writable = false;
          deliver("1", "2");
          connection.life().violated(EndReason.PROTOCOL_ERROR, "planted");
        });
    assertThat(leftBehind()).isEqualTo(2);
    run(
        () -> {
          Connection other = stubs.connect(new Quiet());
          stubs.socket(1).writable = false;
          other.send(WireMessage.text("4"));
          other.life().gone();
        });
    assertThat(leftBehind()).isEqualTo(3);
  }

  /** It is a failed handshake then, which the server counts. */
  @Test
  void aConnectionThatEndsWhileItOpensIsNoClosedConnection() {
    run(
        () -> {
          stubs.beforeOpened = opening -> ((Lifecycle) opening).close(End.of(EndReason.DRAIN));
          Connection other = stubs.connect(new Quiet());
          other.life().gone();
        });
    assertThat(closes("1012")).isZero();
    assertThat(
            stubs
                .registry()
                .get("gateway.connections")
                .tags("protocol", "raw", "transport", "websocket")
                .gauge()
                .value())
        .isEqualTo(1);
  }

  @Test
  void everyLabelIsThereFromTheStart() {
    assertThat(labels("gateway.closes", "code"))
        .contains("1000", "1013", "4010", "other")
        .hasSize(13);
    assertThat(labels("gateway.slow.consumers", "policy"))
        .containsExactlyInAnyOrder("disconnect", "dropOldest", "latest", "nodeBudget");
    assertThat(labels("gateway.messages.dropped", "policy"))
        .containsExactlyInAnyOrder(
            "disconnect", "dropOldest", "latest", "interval", "closed", "received", "nodeBudget");
    assertThat(labels("gateway.rate.limited", "what"))
        .containsExactlyInAnyOrder("messages", "bytes", "control", "audience", "channel");
  }

  private List<String> labels(String meter, String label) {
    return stubs.registry().get(meter).counters().stream()
        .map(counter -> counter.getId().getTag(label))
        .toList();
  }

  private static final class Quiet implements ConnectionListener {
    @Override
    public void opened() {}

    @Override
    public void message(boolean text, byte[] payload) {}

    @Override
    public void closed(CloseEvent event) {}
  }
}
