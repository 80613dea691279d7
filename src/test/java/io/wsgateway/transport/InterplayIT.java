package io.wsgateway.transport;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.Counter;
import io.wsgateway.channel.SlowConsumer;
import io.wsgateway.connection.Connection;
import io.wsgateway.connection.EndReason;
import io.wsgateway.connection.Hold;
import io.wsgateway.connection.Insides;
import io.wsgateway.connection.MessageBatch;
import io.wsgateway.connection.Settings;
import io.wsgateway.connection.WireMessage;
import io.wsgateway.support.RawSocket;
import io.wsgateway.support.TlsHandshake;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever comes together at the end of a client: nothing is left of it, and it ends once. */
@ParameterizedClass
@ValueSource(strings = {"epoll", "TLSv1.3 OPENSSL", "TLSv1.3 JDK"})
final class InterplayIT {
  private static final int CLIENTS = 40;
  private static final int ROUNDS = 8;
  private static final List<SlowConsumer> POLICIES = List.of(SlowConsumer.values());
  private static final long STEP = 16 * 1024;
  private static final int SMALL_BUFFER = 4096;

  private static TestTls tls;

  @Parameter String way;

  private final Settings settings = new Settings();
  private final List<Socket> sockets = new ArrayList<>();
  private final List<RawSocket> clients = new ArrayList<>();
  private TestServer server;
  private volatile boolean held = true;

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
    settings.messagesPerSecond = 50;
    settings.outboundQueueBytes = 200_000;
    settings.outboundTotalBytes = 1 << 20;
    settings.closeSeconds = 1;
    server =
        new TestServer(
            settings.limits(),
            settings.keepAlive(),
            WebSocketUpgrade::upgrade,
            options -> {
              if (isTls()) {
                tls.secure(options);
              }
            });
    server.peers(path -> new Peer());
  }

  @AfterEach
  void stop() throws IOException {
    for (Socket socket : sockets) {
      socket.close();
    }
    server.close();
  }

  private boolean isTls() {
    return way.startsWith("TLS");
  }

  private final class Peer extends TestServer.Peer {
    @Override
    public void message(boolean text, byte[] payload) {
      messages.add("");
      connection.send(WireMessage.binary(payload));
      if (payload.length % 5 == 0) {
        connection.hold(Hold.AUDIENCE, () -> held);
      }
    }
  }

  private void connect() throws Exception {
    Socket tcp = new Socket();
    tcp.setReceiveBufferSize(SMALL_BUFFER);
    tcp.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), server.port()));
    sockets.add(tcp);
    RawSocket client =
        RawSocket.over(isTls() ? TlsHandshake.over(tcp, way.split(" ", -1)[0]) : tcp);
    clients.add(client.upgrade(server.port(), "/ws"));
  }

  private static byte[] texts(int bytes) {
    byte[] text = RawSocket.frame(RawSocket.TEXT, "x".repeat(bytes).getBytes(UTF_8));
    return RawSocket.join(Collections.nCopies(5, text).toArray(new byte[0][]));
  }

  /** What a client may do; it may be gone already. */
  private void act(int action, RawSocket client, Socket tcp, int bytes) throws IOException {
    try {
      switch (action) {
        case 0, 1, 2 -> client.send(texts(bytes));
        case 3 -> client.send(new byte[] {1, (byte) 0x82, 0, 0, 0, 0, 'h', 'a'});
        case 4 -> client.send(RawSocket.frame(RawSocket.PING, new byte[3]));
        case 5 -> client.sendClose(1000, "");
        case 6 -> tcp.shutdownOutput();
        default -> {
          tcp.setSoLinger(true, 0);
          tcp.close();
        }
      }
    } catch (IOException | UncheckedIOException e) {
      assertThat(tcp.isConnected()).isTrue();
    }
  }

  /** What the gateway may do with it. */
  private void act(int action, Connection connection, SlowConsumer policy) {
    switch (action) {
      case 0, 1, 2 -> {
        for (int i = 0; i < 10; i++) {
          connection.deliver(WireMessage.binary(new byte[15_000]), "chat", policy);
        }
      }
      case 3, 4 -> connection.hold(Hold.CHANNEL, () -> held);
      case 5 -> connection.close(EndReason.DRAIN);
      case 6 -> Insides.closeForTheNode(connection);
      case 7 -> Insides.endForDirectMemory(connection);
      case 8 -> Insides.dropForTheNode(connection);
      default -> Insides.violated(connection, EndReason.KICKED, "planted");
    }
  }

  private void broadcast() {
    MessageBatch batch =
        new MessageBatch(List.of(WireMessage.binary(new byte[9000]), WireMessage.text("small")));
    server.loop().forEach(c -> c.deliver(batch, "all", SlowConsumer.DROP_OLDEST));
    server.loop().forEach(c -> c.deliverLatest(batch, "slowly", 20));
    batch.release();
    server.loop().flush();
  }

  @Test
  void nothingIsLeft() throws Exception {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    for (int i = 0; i < CLIENTS; i++) {
      connect();
    }
    for (int round = 0; round < ROUNDS; round++) {
      for (int i = 0; i < CLIENTS; i++) {
        boolean rare = random.nextInt(4) == 0;
        act(random.nextInt(rare ? 8 : 5), clients.get(i), sockets.get(i), random.nextInt(2000));
        Connection connection = server.peers.get(i).connection;
        int action = random.nextInt(rare ? 10 : 5);
        SlowConsumer policy = POLICIES.get(random.nextInt(3));
        server.run(() -> act(action, connection, policy));
      }
      server.run(this::broadcast);
    }
    if (isTls()) {
      leaveSomethingBehind();
    }
    held = false;
    for (int i = 0; i < CLIENTS; i += 2) {
      sockets.get(i).close();
    }
    server.run(() -> server.loop().forEach(c -> c.close(EndReason.SHUTDOWN)));
    await()
        .untilAsserted(
            () -> assertThat(server.call(() -> server.loop().size())).as("seed %d", seed).isZero());
    assertThat(server.peers).as("seed %d", seed).allMatch(peer -> peer.closed.isDone());
    assertThat(closes()).as("seed %d", seed).isEqualTo(clients.size());
    assertThat(server.gauge("gateway.connections", "protocol", "raw")).isZero();
    await().untilAsserted(() -> assertThat(server.gauge("gateway.outbound.queue.bytes")).isZero());
    // Less than a step is not told to the node.
    assertThat(server.budget.used()).as("seed %d", seed).isBetween(-STEP, STEP);
    assertThat(server.call(() -> Insides.takeLeftovers(server.loop()))).isTrue();
  }

  private void leaveSomethingBehind() throws Exception {
    connect();
    Connection last = server.lastPeer().connection;
    act(0, clients.get(CLIENTS), sockets.get(CLIENTS), 1000);
    await().until(() -> server.call(() -> Insides.directBytes(last)) > 0);
    act(7, clients.get(CLIENTS), sockets.get(CLIENTS), 0);
    // What is left is kept, or is still in the kernel if a write found out first.
    await().until(() -> server.call(() -> Insides.hasEnded(last)));
  }

  private double closes() {
    return server.registry.get("gateway.closes").counters().stream()
        .mapToDouble(Counter::count)
        .sum();
  }
}
