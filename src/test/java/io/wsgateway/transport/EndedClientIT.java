package io.wsgateway.transport;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.netty.channel.Channel;
import io.netty.channel.ChannelOption;
import io.vertx.core.http.HttpServerRequest;
import io.wsgateway.config.LimitsConfig;
import io.wsgateway.connection.CloseEvent;
import io.wsgateway.connection.Connection;
import io.wsgateway.connection.EndReason;
import io.wsgateway.connection.Hold;
import io.wsgateway.connection.Insides;
import io.wsgateway.connection.Settings;
import io.wsgateway.connection.TransportListener;
import io.wsgateway.support.RawSocket;
import java.io.IOException;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A client that has ended while much of what it sent waits in the kernel for its turn. */
final class EndedClientIT {
  private static final int MANY = 800;

  /** What the limits allow until the close is over is less than half of it. */
  private static final int TOO_MANY = 4000;

  private final Settings settings = new Settings();
  private final List<String> order = new CopyOnWriteArrayList<>();
  private TestServer server;
  private RawSocket other;
  private volatile boolean held = true;
  private volatile Channel channel;

  @BeforeEach
  void start() {
    settings.closeSeconds = 1;
    server = new TestServer(settings.limits(), settings.keepAlive(), this::upgrade);
    server.peers(path -> path.endsWith("other") ? new Other() : new Ending());
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private void upgrade(HttpServerRequest request, TransportListener connection, LimitsConfig all) {
    channel = TcpConnection.channelOf(request.connection());
    channel.config().setOption(ChannelOption.SO_RCVBUF, 2 << 20);
    WebSocketUpgrade.upgrade(request, connection, all);
  }

  private final class Other extends TestServer.Peer {
    @Override
    public void message(boolean text, byte[] payload) {
      order.add("other");
    }
  }

  private final class Ending extends TestServer.Peer {
    @Override
    public void message(boolean text, byte[] payload) {
      order.add("ended");
      if (order.size() == 1) {
        connection.hold(Hold.AUDIENCE, () -> held);
      }
      if (order.size() == MANY / 4) {
        other.sendText("it is my turn, too");
      }
    }
  }

  @Test
  void othersHaveTheirTurnWhileItIsRead() throws Exception {
    other = RawSocket.open(server.port(), "/ws/other");
    byte[] kilobyte = RawSocket.frame(RawSocket.TEXT, "x".repeat(1000).getBytes(UTF_8));
    try (RawSocket client = RawSocket.open(server.port(), "/ws")) {
      client.send(RawSocket.join(Collections.nCopies(MANY, kilobyte).toArray(new byte[0][])));
    }
    await().until(() -> server.call(() -> Insides.hasEnded(server.lastPeer().connection)));
    held = false;
    assertThat(server.lastPeer().awaitClosed().code()).isEqualTo(1006);
    await().until(() -> order.size() > MANY);
    assertThat(order.indexOf("other")).isLessThan(MANY / 2);
    other.close();
  }

  private void startLimited() {
    server.close();
    settings.messagesPerSecond = 400;
    start();
    server.peers(path -> new TestServer.Peer());
  }

  private RawSocket sendTooMany() {
    byte[] small = RawSocket.frame(RawSocket.TEXT, new byte[] {'m'});
    RawSocket client = RawSocket.open(server.port(), "/ws");
    client.send(RawSocket.join(Collections.nCopies(TOO_MANY, small).toArray(new byte[0][])));
    await().until(() -> server.lastPeer().messages.size() >= 400);
    return client;
  }

  private void assertTheRestIsCounted(int code) {
    CloseEvent end = server.lastPeer().awaitClosed();
    assertThat(end.code()).isEqualTo(code);
    assertThat(end.unhandled()).isEqualTo(TOO_MANY - server.lastPeer().messages.size());
    assertThat(server.counter("gateway.messages.dropped", "policy", "received"))
        .isEqualTo(end.unhandled());
  }

  @Test
  void whatWaitsOfAClientThatIsGoneIsCountedAtOnceWhenWeClose() {
    startLimited();
    RawSocket client = sendTooMany();
    Connection connection = server.lastPeer().connection;
    server.run(() -> channel.pipeline().fireExceptionCaught(new IOException("planted")));
    await().until(() -> server.call(() -> Insides.isKept(connection)));
    server.run(
        () -> {
          connection.close(EndReason.DRAIN);
          assertThat(server.lastPeer().closed).isCompleted();
        });
    assertTheRestIsCounted(1012);
    client.close();
  }

  @Test
  void soIsWhatWaitsWhenTheTimeToCloseIsOver() {
    startLimited();
    RawSocket client = sendTooMany();
    server.run(() -> server.lastPeer().connection.close(EndReason.DRAIN));
    assertTheRestIsCounted(1012);
    client.close();
  }

  @Test
  void andWhatWaitsWhenDirectMemoryRunsShort() {
    startLimited();
    RawSocket client = sendTooMany();
    server.run(() -> Insides.endForDirectMemory(server.lastPeer().connection));
    assertTheRestIsCounted(1013);
    client.close();
  }
}
