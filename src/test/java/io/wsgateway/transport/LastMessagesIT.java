package io.wsgateway.transport;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.netty.channel.Channel;
import io.netty.channel.ChannelOption;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.impl.HttpServerConnection;
import io.wsgateway.config.LimitsConfig;
import io.wsgateway.connection.CloseEvent;
import io.wsgateway.connection.EndReason;
import io.wsgateway.connection.Insides;
import io.wsgateway.connection.Settings;
import io.wsgateway.connection.TransportListener;
import io.wsgateway.connection.WireMessage;
import io.wsgateway.support.RawSocket;
import io.wsgateway.support.TlsHandshake;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;

/** What a client sent faster than it may is handled, however it ended meanwhile. */
@ParameterizedClass
@ValueSource(
    strings = {"epoll", "nio", "TLSv1.2 OPENSSL", "TLSv1.3 OPENSSL", "TLSv1.2 JDK", "TLSv1.3 JDK"})
final class LastMessagesIT {
  private static final int MANY = 600;

  /** Two reads of the greatest size, and more for TLS. */
  private static final int HELD = 300_000;

  private static final byte[] CLOSE =
      RawSocket.frame(RawSocket.CLOSE, RawSocket.closeBody(1000, ""));

  /** Of a text message that goes on. */
  private static final byte[] FRAGMENT = {1, (byte) 0x82, 0, 0, 0, 0, 'h', 'a'};

  private static TestTls tls;

  @Parameter String way;

  private final Settings settings = new Settings();
  private TestServer server;
  private Socket tcp;
  private volatile Channel channel;
  private volatile NettyPipe pipe;

  @BeforeParameterizedClassInvocation
  static void certify(String way) {
    tls = TestTls.of(way);
  }

  @AfterParameterizedClassInvocation
  static void nothingIsLeftOfTls() {
    if (tls != null) {
      tls.close();
    }
  }

  @BeforeEach
  void start() {
    settings.messagesPerSecond = 400;
    settings.bytesPerSecond = 4 << 20;
    server =
        new TestServer(
            settings.limits(),
            settings.keepAlive(),
            this::upgrade,
            options -> {
              if (isTls()) {
                tls.secure(options);
              }
            },
            !way.equals("nio"));
    server.peers(path -> new Silent());
  }

  private void upgrade(
      HttpServerRequest request, TransportListener connection, LimitsConfig limits) {
    channel = ((HttpServerConnection) request.connection()).channelHandlerContext().channel();
    channel.config().setOption(ChannelOption.SO_RCVBUF, 1 << 20);
    WebSocketUpgrade.upgrade(request, connection, limits);
    pipe = (NettyPipe) channel.pipeline().get(WebSocketUpgrade.NAME);
  }

  private boolean isTls() {
    return way.startsWith("TLS");
  }

  /** A reply to a client that is gone would come back as a reset. */
  private static final class Silent extends TestServer.Peer {
    @Override
    public void message(boolean text, byte[] payload) {
      messages.add(payload.length < 100 ? new String(payload, UTF_8) : "large");
    }
  }

  @AfterEach
  void nothingIsLeft() {
    try {
      await().untilAsserted(() -> assertThat(server.call(() -> server.loop().size())).isZero());
      assertThat(server.gauge("gateway.connections", "protocol", "raw")).isZero();
    } finally {
      server.close();
    }
  }

  private RawSocket connect() throws Exception {
    tcp = null;
    if (!isTls()) {
      return RawSocket.open(server.port(), "/ws");
    }
    tcp = new Socket(InetAddress.getLoopbackAddress(), server.port());
    return RawSocket.over(TlsHandshake.over(tcp, way.split(" ", -1)[0]))
        .upgrade(server.port(), "/ws");
  }

  /** Below TLS, which would wait for its turn to say goodbye. */
  private void reset(RawSocket client) throws IOException {
    if (tcp == null) {
      client.reset();
    } else {
      tcp.setSoLinger(true, 0);
      tcp.close();
    }
  }

  private static byte[] texts(int count) {
    return RawSocket.join(
        IntStream.range(0, count)
            .mapToObj(i -> RawSocket.frame(RawSocket.TEXT, ("m" + i).getBytes(UTF_8)))
            .toArray(byte[][]::new));
  }

  private static List<String> all(int count) {
    return IntStream.range(0, count).mapToObj(i -> "m" + i).toList();
  }

  @Test
  void whoClosesAndGoes() throws Exception {
    try (RawSocket client = connect()) {
      client.send(texts(MANY), CLOSE);
    }
    assertThat(server.lastPeer().awaitClosed()).isEqualTo(new CloseEvent(1000, "", true));
    assertThat(server.lastPeer().messages).isEqualTo(all(MANY));
    assertThat(server.counter("gateway.closes", "code", "1000")).isEqualTo(1);
  }

  @Test
  void whoClosesAndWaitsIsAnswered() throws Exception {
    try (RawSocket client = connect()) {
      client.send(texts(MANY), CLOSE).shutdownOutput();
      // The JDK's TLS 1.2, and BoringSSL, cannot speak any more when they were said goodbye to.
      RawSocket.Frame close = client.readClose();
      assertThat(close == null ? way : "heard")
          .isIn("TLSv1.2 JDK", "TLSv1.2 OPENSSL", "TLSv1.3 OPENSSL", "heard");
      assertThat(client.readEnd()).isTrue();
    }
    assertThat(server.lastPeer().awaitClosed()).isEqualTo(new CloseEvent(1000, "", true));
    assertThat(server.lastPeer().messages).isEqualTo(all(MANY));
  }

  @Test
  void whoGoesWithoutAWord() throws Exception {
    try (RawSocket client = connect()) {
      client.send(texts(MANY), FRAGMENT);
    }
    assertThat(server.lastPeer().awaitClosed()).isEqualTo(new CloseEvent(1006, "", true));
    assertThat(server.lastPeer().messages).isEqualTo(all(MANY));
  }

  @Test
  void whoResets() throws Exception {
    try (RawSocket client = connect()) {
      client.send(texts(MANY), CLOSE);
      await().until(() -> server.lastPeer().messages.size() >= 400);
      reset(client);
    }
    assertThat(server.lastPeer().awaitClosed()).isEqualTo(new CloseEvent(1000, "", true));
    assertThat(server.lastPeer().messages).isEqualTo(all(MANY));
  }

  /** What is written to it fails before its end is seen. */
  @Test
  void whoResetsWhileItIsWrittenTo() throws Exception {
    byte[] large = RawSocket.frame(RawSocket.TEXT, "x".repeat(2000).getBytes(UTF_8));
    try (RawSocket client = connect()) {
      client.send(RawSocket.join(Collections.nCopies(MANY, large).toArray(new byte[0][])), CLOSE);
      int port = tcp == null ? client.localPort() : tcp.getLocalPort();
      await().until(() -> handedOver(port));
      await().until(() -> server.lastPeer().messages.size() >= 400);
      server.run(
          () -> {
            uncheckedReset(client);
            server.lastPeer().connection.send(WireMessage.text("too late"));
          });
    }
    CloseEvent end = server.lastPeer().awaitClosed();
    if (way.equals("nio")) {
      // What the kernel holds of a socket that failed cannot be read there.
      assertThat(end.byPeer()).isTrue();
      assertThat(server.lastPeer().messages).hasSizeBetween(400, MANY);
    } else {
      assertThat(end).isEqualTo(new CloseEvent(1000, "", true));
      assertThat(server.lastPeer().messages).hasSize(MANY);
    }
  }

  private void uncheckedReset(RawSocket client) {
    try {
      reset(client);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Whether the client's kernel holds nothing back that a reset would drop. */
  private static boolean handedOver(int port) throws IOException {
    String local = ":%04X".formatted(port);
    for (String table : List.of("/proc/net/tcp", "/proc/net/tcp6")) {
      for (String line : Files.readAllLines(Path.of(table))) {
        String[] columns = line.trim().split("\\s+", -1);
        if (columns[1].endsWith(local)) {
          return columns[4].startsWith("00000000:");
        }
      }
    }
    return false;
  }

  @Test
  void whatWaitsWhenWeCloseIsCounted() throws Exception {
    try (RawSocket client = connect()) {
      client.send(texts(MANY), CLOSE);
      await().until(() -> server.lastPeer().messages.size() >= 400);
      server.run(() -> server.lastPeer().connection.close(EndReason.DRAIN));
    }
    CloseEvent end = server.lastPeer().awaitClosed();
    assertThat(end.code()).isEqualTo(1012);
    assertThat(end.unhandled()).isEqualTo(MANY - server.lastPeer().messages.size()).isPositive();
    assertThat(server.counter("gateway.messages.dropped", "policy", "received"))
        .isEqualTo(end.unhandled());
  }

  @Test
  void whoseSocketFails() throws Exception {
    try (RawSocket client = connect()) {
      client.send(texts(MANY), CLOSE);
      await().until(() -> server.lastPeer().messages.size() >= 400);
      server.run(() -> channel.pipeline().fireExceptionCaught(new IOException("planted")));
      assertThat(server.lastPeer().awaitClosed()).isEqualTo(new CloseEvent(1000, "", true));
    }
    assertThat(server.lastPeer().messages).isEqualTo(all(MANY));
  }

  @Test
  void whatFindsNoRoomIsCounted() throws Exception {
    server.run(() -> assertThat(Insides.takeLeftovers(server.loop())).isTrue());
    try (RawSocket client = connect()) {
      client.send(texts(MANY), CLOSE);
      await().until(() -> server.lastPeer().messages.size() >= 400);
      server.run(() -> channel.pipeline().fireExceptionCaught(new IOException("planted")));
      CloseEvent end = server.lastPeer().awaitClosed();
      assertThat(end.code()).isEqualTo(1006);
      assertThat(end.unhandled()).isEqualTo(MANY - server.lastPeer().messages.size()).isPositive();
    }
  }

  @Test
  void whatWaitsStaysInTheKernel() throws Exception {
    byte[] kilobyte = RawSocket.frame(RawSocket.TEXT, "x".repeat(1000).getBytes(UTF_8));
    byte[] much = RawSocket.join(Collections.nCopies(3000, kilobyte).toArray(new byte[0][]));
    try (RawSocket client = connect()) {
      CompletableFuture<?> sent = CompletableFuture.runAsync(() -> client.send(much));
      await().until(() -> server.lastPeer().messages.size() >= 600);
      assertThat(server.call(() -> pipe.heldBytes())).as("while it lives").isLessThan(HELD);
      reset(client);
      sent.handle((done, failure) -> failure).join();
    }
    int then = server.lastPeer().messages.size();
    await().until(() -> server.lastPeer().messages.size() >= then + 200);
    assertThat(server.call(() -> pipe.heldBytes())).as("when it is gone").isLessThan(HELD);
    server.run(() -> server.lastPeer().connection.close(EndReason.SLOW));
  }

  @Test
  void largeMessages() throws Exception {
    byte[] large = RawSocket.frame(RawSocket.TEXT, "x".repeat(60_000).getBytes(UTF_8));
    try (RawSocket client = connect()) {
      for (int i = 0; i < 150; i++) {
        client.send(large);
      }
      client.send(CLOSE);
    }
    assertThat(server.lastPeer().awaitClosed()).isEqualTo(new CloseEvent(1000, "", true));
    assertThat(server.lastPeer().messages).hasSize(150).containsOnly("large");
  }
}
