package io.wsgateway.transport;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.wsgateway.channel.SlowConsumer;
import io.wsgateway.connection.CloseEvent;
import io.wsgateway.connection.Connection;
import io.wsgateway.connection.EndReason;
import io.wsgateway.connection.Insides;
import io.wsgateway.connection.MessageBatch;
import io.wsgateway.connection.Settings;
import io.wsgateway.connection.WireMessage;
import io.wsgateway.kit.Background;
import io.wsgateway.support.RawSocket;
import io.wsgateway.support.RawSocket.Frame;
import io.wsgateway.transport.TestServer.Peer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a connection does, over real sockets. */
final class ConnectionIT {
  private static final String CHANNEL = "chat";
  private static final int SMALL_BUFFER = 4096;

  private final Settings settings = new Settings();
  private final List<AutoCloseable> opened = new ArrayList<>();
  private TestServer server;

  @AfterEach
  void closeAll() throws Exception {
    for (AutoCloseable client : opened) {
      client.close();
    }
    server.close();
  }

  @Test
  void messagesGoBothWays() {
    RawSocket client = start();
    assertThat(client.echoes("hello")).isTrue();
    assertThat(client.echoes("")).isTrue();
    assertThat(client.echoes("x".repeat(125))).isTrue();
    assertThat(client.echoes("x".repeat(126))).isTrue();
    assertThat(client.echoes("ü".repeat(30_000))).isTrue();
    client.sendClose(1000, "bye");
    assertThat(client.readClose().closeCode()).isEqualTo(1000);
    assertThat(client.readEnd()).isTrue();
    assertThat(server.lastPeer().awaitClosed()).isEqualTo(new CloseEvent(1000, "bye", true));
    await().untilAsserted(() -> assertThat(server.call(() -> server.loop().size())).isZero());
  }

  @Test
  void fragmentsAreOneMessage() {
    RawSocket client = start();
    client.send(
        RawSocket.frame(false, 0, RawSocket.TEXT, true, "a".getBytes(UTF_8)),
        RawSocket.frame(RawSocket.PING, "now".getBytes(UTF_8)),
        RawSocket.frame(false, 0, RawSocket.CONTINUATION, true, new byte[0]),
        RawSocket.frame(true, 0, RawSocket.CONTINUATION, true, "b".getBytes(UTF_8)));
    Frame pong = client.read();
    assertThat(pong.opcode()).isEqualTo(RawSocket.PONG);
    assertThat(pong.text()).isEqualTo("now");
    assertThat(client.readText()).isEqualTo("ab");
  }

  @Test
  void binaryStaysBinary() {
    RawSocket client = start();
    client.send(RawSocket.frame(RawSocket.BINARY, new byte[] {1, -1, 0}));
    Frame answer = client.readData();
    assertThat(answer.opcode()).isEqualTo(RawSocket.BINARY);
    assertThat(answer.payload()).containsExactly(1, -1, 0);
  }

  @Test
  void theOneSubprotocolOfTheRequestIsSelected() {
    startServer();
    RawSocket client = keep(RawSocket.tcp(server.port()));
    client.send(RawSocket.handshake(server.port(), "/ws", "Sec-WebSocket-Protocol: soap"));
    assertThat(client.readHead()).containsIgnoringCase("sec-websocket-protocol: soap");
  }

  @Test
  void compressionIsNotOffered() {
    startServer();
    RawSocket client = keep(RawSocket.tcp(server.port()));
    client.send(
        RawSocket.handshake(server.port(), "/ws", "Sec-WebSocket-Extensions: permessage-deflate"));
    assertThat(client.readHead())
        .startsWith("HTTP/1.1 101")
        .doesNotContainIgnoringCase("extensions");
  }

  @Test
  void whatOpenedSendsIsFirstAndWhatCameBeforeFollows() {
    startServer();
    server.peers(
        path ->
            new Peer() {
              @Override
              public void opened() {
                connection.send(text("welcome"));
              }
            });
    server.onUpgrade(
        peer -> {
          peer.connection.deliver(text("early 1"), CHANNEL, SlowConsumer.DISCONNECT);
          peer.connection.deliver(batch("early 2", "early 3"), CHANNEL, SlowConsumer.DISCONNECT);
        });
    // The listener gets its connection when upgrade() returns; opened() must not come before.
    RawSocket client = keep(RawSocket.open(server.port(), "/ws"));
    assertThat(client.readText()).isEqualTo("welcome");
    assertThat(client.readText()).isEqualTo("early 1");
    assertThat(client.readText()).isEqualTo("early 2");
    assertThat(client.readText()).isEqualTo("early 3");
  }

  @Test
  void aBatchReachesEveryConnectionInOrderWithWhatIsSent() {
    startServer();
    List<RawSocket> clients =
        IntStream.range(0, 20).mapToObj(i -> keep(RawSocket.open(server.port(), "/ws"))).toList();
    for (int round = 0; round < 5; round++) {
      MessageBatch batch =
          batch(IntStream.range(0, 16).mapToObj(i -> "m" + i).toArray(String[]::new));
      server.run(
          () -> {
            for (Peer peer : server.peers) {
              peer.connection.send(text("before"));
              peer.connection.deliver(batch, CHANNEL, SlowConsumer.DISCONNECT);
              peer.connection.send(text("after"));
            }
            batch.release();
            server.loop().flush();
          });
      for (RawSocket client : clients) {
        assertThat(client.readText()).isEqualTo("before");
        for (int i = 0; i < 16; i++) {
          assertThat(client.readText()).isEqualTo("m" + i);
        }
        assertThat(client.readText()).isEqualTo("after");
      }
    }
    await()
        .untilAsserted(
            () ->
                assertThat(server.counter("gateway.messages.sent", "protocol", "raw"))
                    .isEqualTo(20 * 5 * 18));
  }

  @Test
  void aCloseIsTheLastFrameAndOnlyTheFirstCounts() {
    RawSocket client = start();
    // The 101 may be read before its writer knows that it has left.
    TestServer.await(server.lastPeer().openedEvent);
    server.run(
        () -> {
          Connection connection = server.lastPeer().connection;
          connection.send(text("last"));
          connection.close(EndReason.DRAIN, "drain");
          connection.close(EndReason.KICKED, "again");
          connection.send(text("too late"));
          connection.deliver(batch("too late"), CHANNEL, SlowConsumer.DISCONNECT);
          assertThat(connection.isOpen()).isFalse();
        });
    assertThat(client.readText()).isEqualTo("last");
    Frame close = client.read();
    assertThat(close.closeCode()).isEqualTo(1012);
    assertThat(close.closeReason()).matches("drain retry-ms=\\d+");
    client.sendClose(1012, "");
    assertThat(client.readEnd()).isTrue();
    CloseEvent event = server.lastPeer().awaitClosed();
    assertThat(event.code()).isEqualTo(1012);
    assertThat(event.byPeer()).isFalse();
    assertThat(server.counter("gateway.closes", "code", "1012")).isEqualTo(1);
  }

  @Test
  void aConnectionClosedBeforeItOpenedGetsTheReason() {
    startServer();
    server.onUpgrade(peer -> peer.connection.close(EndReason.TOKEN_EXPIRED, "no token"));
    RawSocket client = keep(RawSocket.open(server.port(), "/ws"));
    Frame close = client.read();
    assertThat(close.closeCode()).isEqualTo(4401);
    assertThat(close.closeReason()).isEqualTo("no token");
    client.sendClose(4401, "");
    assertThat(client.readEnd()).isTrue();
    assertThat(server.lastPeer().awaitClosed().code()).isEqualTo(4401);
    assertThat(server.lastPeer().openedEvent).isNotDone();
  }

  @Test
  void aCloseFollowsWhatWaits() {
    startServer();
    RawSocket client = keep(RawSocket.open(server.port(), "/ws", SMALL_BUFFER));
    int last = fill(server.lastPeer().connection, SlowConsumer.DROP_OLDEST);
    server.run(
        () -> {
          assertThat(server.gauge("gateway.outbound.queue.bytes")).isPositive();
          server.lastPeer().connection.close(EndReason.DONE);
        });
    int number = -1;
    while (number < last) {
      int next = number(client.readText());
      assertThat(next).isGreaterThan(number);
      number = next;
    }
    assertThat(client.read().closeCode()).isEqualTo(1000);
  }

  @Test
  void aCloseEndsThoughThePeerDoesNotAnswer() {
    settings.closeSeconds = 1;
    RawSocket client = start();
    server.run(() -> server.lastPeer().connection.close(EndReason.DONE));
    assertThat(client.readClose().closeCode()).isEqualTo(1000);
    assertThat(client.readEnd()).isTrue();
    assertThat(server.lastPeer().awaitClosed().code()).isEqualTo(1000);
  }

  @Test
  void aCloseEndsThoughThePeerNeverReads() {
    settings.closeSeconds = 1;
    settings.readIdleSeconds = 3;
    startServer();
    keep(RawSocket.open(server.port(), "/ws", SMALL_BUFFER));
    fill(server.lastPeer().connection, SlowConsumer.DROP_OLDEST);
    server.run(() -> server.lastPeer().connection.close(EndReason.DONE));
    assertThat(server.lastPeer().awaitClosed().code()).isEqualTo(1000);
    await().untilAsserted(() -> assertThat(server.gauge("gateway.outbound.queue.bytes")).isZero());
  }

  @Test
  void aClientThatClosesWithOneOfOurCodesIsNotCountedAsOurTrouble() {
    RawSocket client = start();
    client.sendClose(4010, "");
    assertThat(server.lastPeer().awaitClosed().code()).isEqualTo(4010);
    assertThat(server.counter("gateway.closes", "code", "other")).isEqualTo(1);
  }

  @Test
  void aPeerThatVanishesIsGone() {
    RawSocket client = start();
    client.reset();
    CloseEvent event = server.lastPeer().awaitClosed();
    assertThat(event).isEqualTo(new CloseEvent(1006, "", true));
    assertThat(server.counter("gateway.closes", "code", "other")).isEqualTo(1);
    assertThat(server.gauge("gateway.connections", "protocol", "raw")).isZero();
  }

  @Test
  void aCloseFrameWithoutCodeIsAnsweredWithoutCode() {
    RawSocket client = start();
    client.send(RawSocket.frame(RawSocket.CLOSE, new byte[0]));
    // Vert.x answers with 1000; both are right.
    assertThat(client.readClose().closeCode()).isIn(1005, 1000);
    assertThat(client.readEnd()).isTrue();
    assertThat(server.lastPeer().awaitClosed().code()).isIn(1005, 1000);
  }

  @Test
  void aFaultOfTheListenerClosesThatConnectionOnly() {
    startServer();
    server.peers(
        path ->
            new Peer() {
              @Override
              public void message(boolean text, byte[] payload) {
                if (payload.length == 1) {
                  throw new IllegalStateException("planted");
                }
                super.message(text, payload);
              }
            });
    RawSocket canary = keep(RawSocket.open(server.port(), "/ws"));
    RawSocket client = keep(RawSocket.open(server.port(), "/ws"));
    client.sendText("x");
    assertThat(client.readClose().closeCode()).isEqualTo(1011);
    assertThat(canary.echoes("still here")).isTrue();
  }

  @Test
  void aSlowConsumerIsDisconnectedAndOthersAreNot() {
    startServer();
    RawSocket canary = keep(RawSocket.open(server.port(), "/ws"));
    RawSocket client = keep(RawSocket.open(server.port(), "/ws", SMALL_BUFFER));
    Peer slow = server.lastPeer();
    fill(slow.connection, SlowConsumer.DISCONNECT);
    assertThat(canary.echoes("not delayed")).isTrue();
    Frame close = client.readClose();
    assertThat(close.closeCode()).isEqualTo(1013);
    assertThat(close.closeReason())
        .matches("slow: over \\d+ bytes wait \\(limits.outboundQueueBytes\\) retry-ms=\\d+");
    client.sendClose(1013, "");
    assertThat(slow.awaitClosed().code()).isEqualTo(1013);
    assertThat(server.counter("gateway.slow.consumers", "policy", "disconnect")).isEqualTo(1);
    await().untilAsserted(() -> assertThat(server.gauge("gateway.outbound.queue.bytes")).isZero());
    assertThat(canary.echoes("still here")).isTrue();
  }

  @Test
  void aSlowConsumerLosesTheOldest() {
    startServer();
    RawSocket client = keep(RawSocket.open(server.port(), "/ws", SMALL_BUFFER));
    int last = fill(server.lastPeer().connection, SlowConsumer.DROP_OLDEST);
    int previous = -1;
    boolean gap = false;
    while (previous < last) {
      int number = number(client.readText());
      assertThat(number).isGreaterThan(previous);
      gap |= number > previous + 1;
      previous = number;
    }
    assertThat(gap).isTrue();
    assertThat(server.counter("gateway.messages.dropped", "policy", "dropOldest")).isPositive();
    assertThat(server.counter("gateway.slow.consumers", "policy", "dropOldest")).isEqualTo(1);
    assertThat(client.echoes("in step again")).isTrue();
  }

  @Test
  void aSlowConsumerGetsTheLatest() {
    startServer();
    RawSocket client = keep(RawSocket.open(server.port(), "/ws", SMALL_BUFFER));
    int last = fill(server.lastPeer().connection, SlowConsumer.LATEST);
    int previous = -1;
    boolean gap = false;
    while (previous < last) {
      int number = number(client.readText());
      assertThat(number).isGreaterThan(previous);
      gap |= number > previous + 1;
      previous = number;
    }
    assertThat(gap).isTrue();
    assertThat(server.counter("gateway.messages.dropped", "policy", "latest")).isPositive();
  }

  @Test
  void whatIsSentIsNeverDroppedForAPolicy() {
    startServer();
    RawSocket client = keep(RawSocket.open(server.port(), "/ws", SMALL_BUFFER));
    Connection connection = server.lastPeer().connection;
    fill(connection, SlowConsumer.LATEST);
    server.run(
        () -> {
          connection.send(text("reply"));
          connection.deliver(text("9999999 newest"), CHANNEL, SlowConsumer.LATEST);
        });
    String text = client.readText();
    while (!text.equals("reply")) {
      text = client.readText();
    }
    assertThat(client.readText()).isEqualTo("9999999 newest");
  }

  @Test
  void anIntervalLetsTheNewestThrough() {
    RawSocket client = start();
    Connection connection = server.lastPeer().connection;
    long start = System.nanoTime();
    for (int i = 0; i < 50; i++) {
      MessageBatch batch = batch("a" + i, "b" + i);
      server.run(
          () -> {
            connection.deliverLatest(batch, CHANNEL, 200);
            batch.release();
          });
    }
    List<String> got = new ArrayList<>();
    while (!got.contains("b49")) {
      got.add(client.readText());
    }
    long intervals = (System.nanoTime() - start) / 200_000_000L;
    assertThat(got.get(0)).isEqualTo("b0");
    assertThat(got).hasSizeLessThanOrEqualTo((int) intervals + 1);
    assertThat(server.counter("gateway.messages.dropped", "policy", "interval"))
        .isEqualTo(100 - got.size());
    assertThat(server.counter("gateway.messages.dropped", "policy", "latest")).isZero();
  }

  @Test
  void aForgottenChannelIsNotDeliveredAfterItsInterval() {
    RawSocket client = start();
    Connection connection = server.lastPeer().connection;
    server.run(
        () -> {
          deliverLatest(connection, "first", CHANNEL);
          deliverLatest(connection, "held back", CHANNEL);
          deliverLatest(connection, "other", "other");
          deliverLatest(connection, "other held back", "other");
          connection.forget(CHANNEL);
        });
    assertThat(client.readText()).isEqualTo("first");
    assertThat(client.readText()).isEqualTo("other");
    assertThat(client.readText()).isEqualTo("other held back");
  }

  @Test
  void silentClientsArePinged() {
    settings.pingSeconds = 1;
    RawSocket client = start();
    assertThat(client.read().opcode()).isEqualTo(RawSocket.PING);
    assertThat(client.read().opcode()).isEqualTo(RawSocket.PING);
  }

  @Test
  void aClientThatAnswersPingsStays() {
    settings.pingSeconds = 1;
    settings.readIdleSeconds = 2;
    RawSocket client = start();
    for (int i = 0; i < 5; i++) {
      Frame ping = client.read();
      assertThat(ping.opcode()).isEqualTo(RawSocket.PING);
      client.send(RawSocket.frame(RawSocket.PONG, ping.payload()));
    }
  }

  @Test
  void aSilentClientIsClosed() {
    settings.pingSeconds = 1;
    settings.readIdleSeconds = 2;
    settings.closeSeconds = 1;
    RawSocket client = start();
    CloseEvent event = server.lastPeer().awaitClosed();
    String reason = "nothing received for 2 seconds (keepAlive.readIdleSeconds)";
    assertThat(event).isEqualTo(new CloseEvent(1001, reason, false));
    Frame close = client.readClose();
    assertThat(close.closeCode()).isEqualTo(1001);
    assertThat(close.closeReason()).isEqualTo(reason);
    await().untilAsserted(() -> assertThat(server.call(() -> server.loop().size())).isZero());
    assertThat(server.gauge("gateway.connections", "protocol", "raw")).isZero();
  }

  @Test
  void aDeadPeerIsGoneInTimeThoughMuchWaitsForIt() {
    settings.readIdleSeconds = 2;
    settings.closeSeconds = 1;
    startServer();
    CompletableFuture<Integer> gone = new CompletableFuture<>();
    server.peers(
        path ->
            new Peer() {
              @Override
              public void closed(CloseEvent event) {
                super.closed(event);
                gone.complete(Insides.now(server.loop()));
              }
            });
    // From here on it says nothing, and takes what the kernel takes for it.
    RawSocket client = keep(RawSocket.open(server.port(), "/ws", SMALL_BUFFER));
    assertThat(client.echoes("alive")).isTrue();
    int lastHeard = server.call(() -> Insides.now(server.loop()));
    fill(server.lastPeer().connection, SlowConsumer.DROP_OLDEST);
    assertThat(server.gauge("gateway.outbound.queue.bytes")).isPositive();

    CloseEvent event = server.lastPeer().awaitClosed();
    assertThat(event.code()).isEqualTo(1001);
    assertThat(event.byPeer()).isFalse();
    // By the loop's clock; of each time, the second in which it begins does not count.
    assertThat(TestServer.await(gone) - lastHeard)
        .isLessThanOrEqualTo(settings.readIdleSeconds + 1 + settings.closeSeconds + 1);
    await().untilAsserted(() -> assertThat(server.call(() -> server.loop().size())).isZero());
    await().untilAsserted(() -> assertThat(server.gauge("gateway.outbound.queue.bytes")).isZero());
    assertThat(server.gauge("gateway.connections", "protocol", "raw")).isZero();
  }

  @Test
  void tooManyMessagesAreSlowedDownAndNotLost() {
    settings.messagesPerSecond = 20;
    RawSocket client = start();
    byte[][] burst =
        IntStream.range(0, 60)
            .mapToObj(i -> RawSocket.frame(RawSocket.TEXT, ("m" + i).getBytes(UTF_8)))
            .toArray(byte[][]::new);
    client.send(burst);
    for (int i = 0; i < 60; i++) {
      assertThat(client.readText()).isEqualTo("m" + i);
    }
    assertThat(server.counter("gateway.rate.limited", "what", "messages")).isPositive();
    assertThat(client.echoes("still here")).isTrue();
  }

  @Test
  void tooManyBytesAreSlowedDownAndNotLost() {
    settings.bytesPerSecond = 10_000;
    RawSocket client = start();
    for (int i = 0; i < 3; i++) {
      client.sendText(numbered(i, 10_000));
    }
    for (int i = 0; i < 3; i++) {
      assertThat(client.readText()).isEqualTo(numbered(i, 10_000));
    }
    assertThat(server.counter("gateway.rate.limited", "what", "bytes")).isPositive();
    assertThat(client.echoes("still here")).isTrue();
  }

  @Test
  void whoGoesOnSendingTooManyBytesIsClosed() {
    // Each message pauses reading for longer than a second.
    settings.bytesPerSecond = 30_000;
    RawSocket client = start();
    int sent = 40;
    List<Frame> heard = new ArrayList<>();
    Background.once(
            () -> IntStream.range(0, sent).forEach(i -> client.sendText(numbered(i, 60_000))))
        .during(
            () -> {
              do {
                heard.add(client.readData());
              } while (heard.get(heard.size() - 1).opcode() == RawSocket.TEXT);
            });
    Frame frame = heard.remove(heard.size() - 1);
    for (int i = 0; i < heard.size(); i++) {
      assertThat(heard.get(i).text()).isEqualTo(numbered(i, 60_000));
    }
    assertThat(heard).hasSizeBetween(1, sent - 1);
    assertThat(frame.closeCode()).isEqualTo(1013);
    assertThat(frame.closeReason())
        .matches("over 30000 bytes per second \\(limits.bytesPerSecond\\) retry-ms=\\d+");
    assertThat(server.counter("gateway.rate.limited", "what", "bytes")).isPositive();
  }

  @Test
  void aLoopTellsItsConnections() {
    start();
    keep(RawSocket.open(server.port(), "/ws"));
    assertThat(server.call(() -> server.loop().size())).isEqualTo(2);
    server.run(() -> server.loop().forEach(connection -> connection.close(EndReason.SHUTDOWN)));
    for (Peer peer : server.peers) {
      assertThat(peer.awaitClosed().code()).isEqualTo(1001);
    }
    await().untilAsserted(() -> assertThat(server.call(() -> server.loop().size())).isZero());
  }

  private void startServer() {
    server = new TestServer(settings.limits(), settings.keepAlive(), WebSocketUpgrade::upgrade);
  }

  private RawSocket start() {
    startServer();
    return keep(RawSocket.open(server.port(), "/ws"));
  }

  private <T extends AutoCloseable> T keep(T resource) {
    opened.add(resource);
    return resource;
  }

  /** Delivers until something was dropped or the connection closed; returns the last number. */
  private int fill(Connection connection, SlowConsumer policy) {
    String label = policy == SlowConsumer.DROP_OLDEST ? "dropOldest" : "latest";
    int number = 0;
    boolean full = false;
    while (!full) {
      int from = number;
      full =
          server.call(
              () -> {
                for (int i = from; i < from + 100; i++) {
                  connection.deliver(text(numbered(i, 5000)), CHANNEL, policy);
                }
                server.loop().flush();
                return !connection.isOpen()
                    || server.counter("gateway.messages.dropped", "policy", label) > 500;
              });
      number += 100;
    }
    return number - 1;
  }

  private static void deliverLatest(Connection connection, String text, String channel) {
    MessageBatch batch = batch(text);
    connection.deliverLatest(batch, channel, 100);
    batch.release();
  }

  private static String numbered(int number, int length) {
    return number + " " + "x".repeat(length);
  }

  private static int number(String text) {
    return Integer.parseInt(text.substring(0, text.indexOf(' ')));
  }

  private static WireMessage text(String text) {
    return WireMessage.text(text);
  }

  private static MessageBatch batch(String... texts) {
    return new MessageBatch(Stream.of(texts).map(WireMessage::text).toList());
  }
}
