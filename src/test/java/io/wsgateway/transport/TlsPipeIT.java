package io.wsgateway.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.wsgateway.channel.SlowConsumer;
import io.wsgateway.config.TlsConfig.Engine;
import io.wsgateway.connection.CloseEvent;
import io.wsgateway.connection.MessageBatch;
import io.wsgateway.connection.Settings;
import io.wsgateway.connection.WireMessage;
import io.wsgateway.support.RawSocket;
import io.wsgateway.support.RawSocket.Frame;
import io.wsgateway.support.TlsHandshake;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What TLS changes: what is shared, and how a connection ends. */
@ParameterizedClass
@CsvSource({"OPENSSL, TLSv1.2", "OPENSSL, TLSv1.3", "JDK, TLSv1.2", "JDK, TLSv1.3"})
final class TlsPipeIT {
  /** The head of a frame of 2 GB, and of one with a reserved opcode. */
  private static final String TOO_BIG = "82FF0000000080000000";

  private static final String RESERVED = "8380";
  private static final int MUCH = 64;
  private static final int ENDLESS = 1_000_000;

  private static TestTls secure;
  private static TestServer server;

  @Parameter(0)
  Engine engine;

  @Parameter(1)
  String version;

  private Socket tcp;
  private SSLSocket tls;
  private RawSocket client;

  @BeforeParameterizedClassInvocation
  static void start(Engine engine) {
    secure = new TestTls(engine);
    Settings settings = new Settings();
    settings.closeSeconds = 1;
    settings.outboundQueueBytes = 300_000;
    server =
        new TestServer(
            settings.limits(), settings.keepAlive(), WebSocketUpgrade::upgrade, secure::secure);
  }

  @AfterParameterizedClassInvocation
  static void stop() {
    // Null if the library cannot be loaded.
    if (server != null) {
      server.close();
      secure.close();
    }
  }

  @BeforeEach
  void connect() throws Exception {
    tcp = new Socket(InetAddress.getLoopbackAddress(), server.port());
    tls = TlsHandshake.over(tcp, version);
    client = RawSocket.over(tls).upgrade(server.port(), "/ws");
    assertThat(client.echoes("up")).isTrue();
  }

  @AfterEach
  void nothingIsLeft() throws IOException {
    try {
      await().untilAsserted(() -> assertThat(server.call(() -> server.loop().size())).isZero());
      assertThat(server.gauge("gateway.connections", "protocol", "raw")).isZero();
    } finally {
      tcp.close();
    }
  }

  @Test
  void twoSocketsShareABatchAndHearTheSame() throws Exception {
    TestServer.Peer first = server.lastPeer();
    try (SSLSocket another = TlsHandshake.with(server.port())) {
      RawSocket second = RawSocket.over(another).upgrade(server.port(), "/ws");
      assertThat(second.echoes("up")).isTrue();
      List<TestServer.Peer> both = List.of(first, server.lastPeer());
      // Small ones are encrypted together, and one is over the size of a record.
      List<String> texts = List.of("a", "b", "ü".repeat(100), "x".repeat(20_000), "", "last");
      server.run(
          () -> {
            for (String text : texts) {
              MessageBatch batch =
                  new MessageBatch(List.of(WireMessage.text(text), WireMessage.text(text + "!")));
              both.forEach(peer -> peer.connection.deliver(batch, "chat", SlowConsumer.DISCONNECT));
              batch.release();
            }
            server.loop().flush();
          });
      for (RawSocket heard : List.of(client, second)) {
        for (String text : texts) {
          assertThat(heard.readText()).isEqualTo(text);
          assertThat(heard.readText()).isEqualTo(text + "!");
        }
        assertThat(heard.echoes("in step")).isTrue();
        heard.sendClose(1000, "");
      }
    }
  }

  @Test
  void whoReadsHearsTheSameThoughOthersDoNotRead() throws Exception {
    List<Socket> sockets = new ArrayList<>();
    List<RawSocket> readers = new ArrayList<>(List.of(client));
    List<TestServer.Peer> all = new ArrayList<>(List.of(server.lastPeer()));
    List<TestServer.Peer> stalled = new ArrayList<>();
    try {
      for (int i = 0; i < 24; i++) {
        boolean reads = i % 4 != 0;
        SSLSocket socket = TlsHandshake.with(server.port(), reads ? 0 : 4096);
        sockets.add(socket);
        RawSocket another = RawSocket.over(socket).upgrade(server.port(), "/ws");
        assertThat(another.echoes("up")).isTrue();
        all.add(server.lastPeer());
        if (reads) {
          readers.add(another);
        } else {
          stalled.add(server.lastPeer());
        }
      }
      String large = "x".repeat(30_000);
      for (int i = 0; i < 400 && !stalled.stream().allMatch(p -> p.closed.isDone()); i++) {
        List<String> texts = List.of("a" + i, large, "b" + i);
        server.run(() -> deliver(texts, all));
        for (RawSocket reader : readers) {
          assertThat(reader.readText()).isEqualTo(texts.get(0));
          assertThat(reader.readText()).isEqualTo(large);
          assertThat(reader.readText()).isEqualTo(texts.get(2));
        }
      }
      await()
          .atMost(Duration.ofSeconds(60))
          .untilAsserted(() -> assertThat(stalled).allMatch(p -> p.closed.isDone()));
      for (RawSocket reader : readers) {
        assertThat(reader.echoes("still here")).isTrue();
        reader.sendClose(1000, "");
      }
    } finally {
      for (Socket socket : sockets) {
        socket.close();
      }
    }
  }

  private static void deliver(List<String> texts, List<TestServer.Peer> peers) {
    MessageBatch batch = new MessageBatch(texts.stream().map(WireMessage::text).toList());
    peers.stream()
        .filter(peer -> !peer.closed.isDone())
        .forEach(peer -> peer.connection.deliver(batch, "chat", SlowConsumer.DISCONNECT));
    batch.release();
    server.loop().flush();
  }

  @ParameterizedTest
  @CsvSource({"1009," + TOO_BIG, "1002," + RESERVED})
  void whoIsStillSendingHearsTheCode(int code, String frame) throws IOException {
    client.send(HexFormat.of().parseHex(frame));
    sendOn(MUCH);
    Frame close = client.readClose();
    assertThat(close).isNotNull();
    assertThat(close.closeCode()).isEqualTo(code);
    assertThat(tls.getInputStream().read()).isEqualTo(-1);
    assertThat(server.lastPeer().awaitClosed().code()).isEqualTo(code);
    tcp.close();
  }

  @Test
  void whoDoesNotStopSendingIsCutOff() {
    client.send(HexFormat.of().parseHex(TOO_BIG));
    CompletableFuture<Void> sending = CompletableFuture.runAsync(this::sendForEver);
    assertThat(client.readClose().closeCode()).isEqualTo(1009);
    Throwable cutOff = TestServer.await(sending.handle((done, failure) -> failure));
    assertThat(cutOff)
        .isInstanceOf(CompletionException.class)
        .hasCauseInstanceOf(UncheckedIOException.class);
  }

  @Test
  void whoDoesNotAnswerIsCutOff() {
    client.send(HexFormat.of().parseHex(RESERVED));
    assertThat(server.lastPeer().awaitClosed().code()).isEqualTo(1002);
    // It neither reads nor closes; nothing is left all the same.
  }

  @Test
  void whoEndsItsHalfBehindTheViolationHearsTheCode() throws IOException {
    client.send(HexFormat.of().parseHex(RESERVED));
    tls.shutdownOutput();
    Frame close = client.readClose();
    assertThat(close).isNotNull();
    assertThat(close.closeCode()).isEqualTo(1002);
  }

  @Test
  void whoEndsTlsWithoutACloseFrameIsGone() throws IOException {
    tls.shutdownOutput();
    assertThat(server.lastPeer().awaitClosed()).isEqualTo(new CloseEvent(1006, "", true));
    assertThat(client.readEnd()).isTrue();
  }

  @Test
  void aCloseIsAnsweredAndEndsInOrder() throws IOException {
    client.sendClose(4000, "bye");
    assertThat(client.readClose().closeCode()).isEqualTo(4000);
    assertThat(tls.getInputStream().read()).isEqualTo(-1);
    assertThat(server.lastPeer().awaitClosed()).isEqualTo(new CloseEvent(4000, "bye", true));
    tls.close();
  }

  private void sendForEver() {
    try {
      sendOn(ENDLESS);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Fails when the server ended TCP, by a reset at the latest. */
  private void sendOn(int times) throws IOException {
    byte[] more = new byte[16_384];
    for (int i = 0; i < times; i++) {
      tls.getOutputStream().write(more);
    }
  }
}
