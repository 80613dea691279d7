package io.wsgateway.transport;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.wsgateway.channel.SlowConsumer;
import io.wsgateway.connection.Connection;
import io.wsgateway.connection.EndReason;
import io.wsgateway.connection.Settings;
import io.wsgateway.connection.WireMessage;
import io.wsgateway.kit.Background;
import io.wsgateway.support.RawSocket;
import io.wsgateway.support.RawSocket.Frame;
import io.wsgateway.support.Unharmed;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What clients must not send, each by its number in the list of abuse cases: the right close frame,
 * then the end of TCP; a canary that was there before goes on; nothing is left behind.
 */
final class FrameAbuseIT {
  private static TestServer server;

  @RegisterExtension
  static final Unharmed UNHARMED =
      new Unharmed(() -> RawSocket.open(server.port(), "/ws"), FrameAbuseIT::connections);

  private final List<RawSocket> clients = new ArrayList<>();
  private final List<Background> sending = new ArrayList<>();

  @BeforeAll
  static void start() throws Exception {
    Settings settings = new Settings();
    settings.messageSeconds = 2;
    settings.closeSeconds = 1;
    settings.messagesPerSecond = 2000;
    settings.controlFramesPerSecond = 20;
    server = new TestServer(settings.limits(), settings.keepAlive(), WebSocketUpgrade::upgrade);
  }

  @AfterEach
  void allAreGone() {
    clients.forEach(RawSocket::close);
    sending.forEach(Background::close);
    await().untilAsserted(() -> assertThat(connections()).isEqualTo(1));
  }

  @AfterAll
  static void stop() {
    await().until(() -> server.gauge("gateway.connections", "protocol", "raw") == 0);
    assertThat(server.gauge("gateway.outbound.queue.bytes")).isZero();
    server.close();
  }

  @Test
  @DisplayName("F1 an unmasked frame is a protocol error")
  void f1() {
    assertCloses(1002, RawSocket.frame(true, 0, RawSocket.TEXT, false, bytes("hi")));
  }

  @ParameterizedTest
  @CsvSource({"4,1", "2,1", "1,2", "4,9", "4,0", "7,8"})
  @DisplayName("F2 reserved bits are a protocol error")
  void f2(int rsv, int opcode) {
    byte[] start = RawSocket.frame(false, 0, RawSocket.TEXT, true, bytes("a"));
    byte[] wrong = RawSocket.frame(true, rsv, opcode, true, new byte[0]);
    assertCloses(1002, opcode == 0 ? RawSocket.join(start, wrong) : wrong);
  }

  @ParameterizedTest
  @ValueSource(ints = {3, 4, 5, 6, 7, 11, 12, 13, 14, 15})
  @DisplayName("F3 a reserved opcode is a protocol error")
  void f3(int opcode) {
    assertCloses(1002, RawSocket.frame(opcode, bytes("x")));
  }

  @ParameterizedTest
  @ValueSource(ints = {8, 9, 10})
  @DisplayName("F4 a control frame in fragments or over 125 bytes is a protocol error")
  void f4(int opcode) {
    assertCloses(1002, RawSocket.frame(false, 0, opcode, true, new byte[0]));
    assertCloses(1002, RawSocket.frame(opcode, new byte[126]));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "82FE007D00000000", "82FE000000000000", "82FF000000000000000100000000",
        "82FF000000000000FFFF00000000", "82FF8000000000000000", "82FFFFFFFFFFFFFFFFFF"
      })
  @DisplayName("F5 a length that is not minimal, or over 63 bits, is a protocol error")
  void f5(String hex) {
    assertCloses(1002, HexFormat.of().parseHex(hex));
  }

  @ParameterizedTest
  @ValueSource(strings = {"82FF0000000080000000", "82FF4000000000000000", "82FF7FFFFFFFFFFFFFFF"})
  @DisplayName("F6 a huge length is refused at the header")
  void f6(String hex) {
    long before = usedHeap();
    Frame close = assertCloses(1009, HexFormat.of().parseHex(hex));
    assertThat(close.closeReason()).isEqualTo("message over 65536 bytes (limits.messageBytes)");
    assertThat(usedHeap() - before).isLessThan(64L << 20);
  }

  @Test
  @DisplayName("F7 a message over the limit closes the whole connection, in one frame or in many")
  void f7() {
    Frame close = assertCloses(1009, RawSocket.frame(RawSocket.TEXT, new byte[65537]));
    assertThat(close.closeReason()).isEqualTo("message over 65536 bytes (limits.messageBytes)");
    byte[] piece = new byte[64];
    byte[] many = RawSocket.frame(false, 0, RawSocket.BINARY, true, piece);
    for (int i = 0; i < 1024; i++) {
      many = RawSocket.join(many, RawSocket.frame(false, 0, RawSocket.CONTINUATION, true, piece));
    }
    assertCloses(1009, many);
  }

  @Test
  @DisplayName("F7 endless empty fragments are refused")
  void f7EmptyFragments() {
    byte[] empty = RawSocket.frame(false, 0, RawSocket.CONTINUATION, true, new byte[0]);
    byte[] many = RawSocket.frame(false, 0, RawSocket.BINARY, true, new byte[0]);
    for (int i = 0; i < 1024; i++) {
      many = RawSocket.join(many, empty);
    }
    Frame close = assertCloses(1008, many);
    assertThat(close.closeReason())
        .isEqualTo("message in over 1024 frames (limits.messageFragments)");
  }

  @Test
  @DisplayName("F9 a frame or message that is never finished is given up")
  void f9() {
    for (String hex : List.of("81", "81FE", "81850000", "8185000000006162", "018100000000610081")) {
      open().send(HexFormat.of().parseHex(hex));
    }
    for (RawSocket client : clients) {
      Frame close = client.readClose();
      assertThat(close.closeCode()).isEqualTo(1008);
      assertThat(close.closeReason())
          .isEqualTo("message unfinished for 2 seconds (limits.messageSeconds)");
      assertThat(client.readEnd()).isTrue();
    }
  }

  @Test
  @DisplayName("F9 pings between do not save an unfinished message")
  void f9WithPings() {
    RawSocket client = open();
    client.send(RawSocket.frame(false, 0, RawSocket.TEXT, true, bytes("a")));
    client.timeout(200);
    Frame frame = null;
    while (frame == null || frame.opcode() != RawSocket.CLOSE) {
      frame = readOrNull(client);
      if (frame == null) {
        client.send(RawSocket.frame(RawSocket.PING, bytes("alive")));
      }
    }
    assertThat(frame.closeCode()).isEqualTo(1008);
  }

  @Test
  @DisplayName("F10 a continuation of nothing, or a new message inside one, is a protocol error")
  void f10() {
    assertCloses(1002, RawSocket.frame(RawSocket.CONTINUATION, bytes("x")));
    assertCloses(
        1002,
        RawSocket.frame(false, 0, RawSocket.TEXT, true, bytes("a")),
        RawSocket.frame(RawSocket.TEXT, bytes("b")));
  }

  @ParameterizedTest
  @ValueSource(strings = {"C0AF", "EDA080", "F4908080", "F5808080", "FF", "C3", "E282", "80"})
  @DisplayName("F11 bad UTF-8 is refused, whole and split at any byte")
  void f11(String hex) {
    byte[] bad = HexFormat.of().parseHex(hex);
    assertCloses(1007, RawSocket.frame(RawSocket.TEXT, bad));
    for (int split = 0; split <= bad.length; split++) {
      byte[] head = Arrays.copyOfRange(bad, 0, split);
      byte[] tail = Arrays.copyOfRange(bad, split, bad.length);
      assertCloses(
          1007,
          RawSocket.frame(false, 0, RawSocket.TEXT, true, head),
          RawSocket.frame(true, 0, RawSocket.CONTINUATION, true, tail));
    }
  }

  @Test
  @DisplayName("F11 bad UTF-8 in the first fragment is refused before the second comes")
  void f11AtOnce() {
    assertCloses(
        1007, RawSocket.frame(false, 0, RawSocket.TEXT, true, new byte[] {'a', (byte) 0xC0}));
    byte[] half = RawSocket.frame(RawSocket.TEXT, new byte[] {'a', (byte) 0xFF, 'b', 'c'});
    assertCloses(1007, Arrays.copyOfRange(half, 0, half.length - 2));
  }

  @Test
  @DisplayName("F11 good UTF-8 split inside a character arrives")
  void f11Good() {
    RawSocket client = open();
    byte[] euro = bytes("€");
    client.send(
        RawSocket.frame(false, 0, RawSocket.TEXT, true, Arrays.copyOfRange(euro, 0, 1)),
        RawSocket.frame(false, 0, RawSocket.CONTINUATION, true, Arrays.copyOfRange(euro, 1, 2)),
        RawSocket.frame(true, 0, RawSocket.CONTINUATION, true, Arrays.copyOfRange(euro, 2, 3)));
    assertThat(client.readText()).isEqualTo("€");
  }

  @Test
  @DisplayName("F12 an empty first fragment is part of its message")
  void f12() {
    RawSocket client = open();
    client.send(
        RawSocket.frame(false, 0, RawSocket.TEXT, true, new byte[0]),
        RawSocket.frame(false, 0, RawSocket.CONTINUATION, true, bytes("content")),
        RawSocket.frame(true, 0, RawSocket.CONTINUATION, true, new byte[0]));
    assertThat(client.readText()).isEqualTo("content");
  }

  @ParameterizedTest
  @ValueSource(
      ints = {0, 1, 999, 1004, 1005, 1006, 1015, 1016, 1100, 2000, 2999, 5000, 9999, 65535})
  @DisplayName("F13 a close code that may not be sent is a protocol error and is not echoed")
  void f13(int code) {
    assertCloses(1002, RawSocket.frame(RawSocket.CLOSE, RawSocket.closeBody(code, "")));
  }

  @ParameterizedTest
  @ValueSource(ints = {1000, 1001, 1003, 1007, 1011, 1012, 1013, 1014, 3000, 3999, 4000, 4999})
  @DisplayName("F13 a close code that may be sent is echoed")
  void f13Good(int code) {
    assertCloses(code, RawSocket.frame(RawSocket.CLOSE, RawSocket.closeBody(code, "bye")));
  }

  @Test
  @DisplayName("F13 half a close code, and a reason that is not UTF-8")
  void f13Bodies() {
    assertCloses(1002, RawSocket.frame(RawSocket.CLOSE, new byte[1]));
    byte[] body = {3, (byte) 0xE8, (byte) 0xC0, (byte) 0xAF};
    assertCloses(1007, RawSocket.frame(RawSocket.CLOSE, body));
  }

  @Test
  @DisplayName("F14 what comes after a close frame is ignored")
  void f14DataAfterClose() {
    RawSocket client = open();
    client.send(
        RawSocket.frame(RawSocket.CLOSE, RawSocket.closeBody(1000, "")),
        RawSocket.frame(RawSocket.TEXT, bytes("ignored")),
        RawSocket.frame(3, bytes("ignored too")));
    assertThat(client.read().closeCode()).isEqualTo(1000);
    assertThat(client.readEnd()).isTrue();
    assertThat(server.lastPeer().messages).isEmpty();
  }

  @Test
  @DisplayName("F14 a client that closes and then stays connected is cut off")
  void f14SilenceAfterClose() {
    RawSocket client = open();
    client.sendClose(1000, "");
    assertThat(client.readClose().closeCode()).isEqualTo(1000);
    await().untilAsserted(() -> assertThat(connections()).isEqualTo(1));
  }

  @Test
  @DisplayName("F14 a client that never answers our close is cut off")
  void f14NoReply() {
    RawSocket client = open();
    server.run(() -> server.lastPeer().connection.close(EndReason.DONE));
    assertThat(client.readClose().closeCode()).isEqualTo(1000);
    client.sendText("what?");
    assertThat(client.readEnd()).isTrue();
    assertThat(server.lastPeer().messages).isEmpty();
  }

  @Test
  @DisplayName("F17 a flood of empty messages or of pings is slowed down, then closed")
  void f17() {
    flood(open(), RawSocket.frame(RawSocket.TEXT, new byte[0]), 50_000);
    flood(open(), RawSocket.frame(RawSocket.PING, bytes("p")), 1000);
    Frame close = clients.get(0).readClose();
    assertThat(close.closeCode()).isEqualTo(1013);
    assertThat(close.closeReason())
        .matches("over 2000 messages per second \\(limits.messagesPerSecond\\) retry-ms=\\d+");
    assertThat(server.counter("gateway.rate.limited", "what", "messages")).isPositive();
    close = clients.get(1).readClose();
    assertThat(close.closeCode()).isEqualTo(1013);
    assertThat(close.closeReason()).contains("limits.controlFramesPerSecond");
    assertThat(server.counter("gateway.rate.limited", "what", "control")).isPositive();
  }

  private void flood(RawSocket client, byte[] frame, int count) {
    byte[] all = new byte[frame.length * count];
    for (int i = 0; i < count; i++) {
      System.arraycopy(frame, 0, all, i * frame.length, frame.length);
    }
    sending.add(Background.once(() -> client.send(all)));
  }

  @Test
  @DisplayName("F23 resets in every state leave nothing behind")
  void f23() {
    RawSocket.tcp(server.port()).reset();
    RawSocket half = RawSocket.tcp(server.port());
    half.send(Arrays.copyOfRange(RawSocket.handshake(server.port(), "/ws"), 0, 40));
    half.reset();
    RawSocket unread = RawSocket.tcp(server.port());
    unread.send(RawSocket.handshake(server.port(), "/ws"));
    unread.reset();
    for (int i = 1; i < 12; i++) {
      RawSocket client = RawSocket.open(server.port(), "/ws");
      byte[] frame = RawSocket.frame(RawSocket.TEXT, bytes("hello"));
      client.send(Arrays.copyOfRange(frame, 0, Math.min(i, frame.length)));
      client.reset();
    }
    RawSocket full = RawSocket.open(server.port(), "/ws", 4096);
    fill();
    full.reset();
    RawSocket closing = RawSocket.open(server.port(), "/ws");
    closing.sendClose(1000, "");
    closing.reset();
  }

  @Test
  @DisplayName("F24 a client that never reads is bounded, then closed; others are not delayed")
  void f24() {
    RawSocket client = RawSocket.open(server.port(), "/ws", 4096);
    clients.add(client);
    fill();
    UNHARMED.assertCanarySings();
    assertThat(server.lastPeer().awaitClosed().code()).isEqualTo(1013);
  }

  @Test
  @DisplayName("F24 a client that sends and never reads is answered within bounds")
  void f24Pinging() {
    RawSocket client = RawSocket.open(server.port(), "/ws", 4096);
    clients.add(client);
    byte[] big = RawSocket.frame(RawSocket.TEXT, new byte[60_000]);
    client.timeout(100);
    Background.once(
            () -> {
              for (int i = 0; i < 2000 && server.lastPeer().connection.isOpen(); i++) {
                client.send(big);
              }
            })
        .during(
            () -> {
              assertThat(server.lastPeer().awaitClosed().code()).isEqualTo(1013);
            });
  }

  @Test
  @DisplayName("random frames, right and wrong, cut anywhere, end as they must")
  void randomFrames() {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    for (int round = 0; round < 400; round++) {
      try (RawSocket client = RawSocket.open(server.port(), "/ws")) {
        byte[] bytes = RandomFrames.mutated(random);
        int from = 0;
        while (from < bytes.length) {
          int to = from + 1 + random.nextInt(bytes.length - from);
          client.send(Arrays.copyOfRange(bytes, from, to));
          from = to;
        }
        client.shutdownOutput();
        Frame frame = client.read();
        while (frame != null) {
          assertThat(frame.masked() || frame.rsv() != 0)
              .as("seed %d round %d", seed, round)
              .isFalse();
          frame = client.read();
        }
      }
      if (round % 50 == 0) {
        UNHARMED.assertCanarySings();
      }
    }
  }

  /** Delivers until the connection is closed, far over what its queue and the kernel take. */
  private static void fill() {
    Connection connection = server.lastPeer().connection;
    boolean open = true;
    for (int megabytes = 0; open; megabytes++) {
      assertThat(megabytes).as("MB delivered, and not closed").isLessThan(256);
      open =
          server.call(
              () -> {
                for (int i = 0; i < 200 && connection.isOpen(); i++) {
                  connection.deliver(
                      WireMessage.text("x".repeat(5000)), "chat", SlowConsumer.DISCONNECT);
                }
                server.loop().flush();
                return connection.isOpen();
              });
    }
  }

  private RawSocket open() {
    RawSocket client = RawSocket.open(server.port(), "/ws");
    clients.add(client);
    return client;
  }

  private Frame assertCloses(int code, byte[]... frames) {
    RawSocket client = open();
    client.send(frames);
    Frame close = client.readClose();
    assertThat(close).as("a close frame").isNotNull();
    assertThat(close.closeCode()).as(close.toString()).isEqualTo(code);
    assertThat(client.readEnd()).isTrue();
    return close;
  }

  private static Frame readOrNull(RawSocket client) {
    try {
      return client.read();
    } catch (UncheckedIOException timeout) {
      return null;
    }
  }

  private static int connections() {
    return server.call(() -> server.loop().size());
  }

  private static long usedHeap() {
    return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
  }

  private static byte[] bytes(String text) {
    return text.getBytes(UTF_8);
  }
}
