package io.wsgateway.kit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class TcpBalancerTest {
  private final Deque<AutoCloseable> opened = new ArrayDeque<>();

  @AfterEach
  void closeAll() throws Exception {
    for (AutoCloseable one : opened) {
      one.close();
    }
  }

  @Test
  void givesEachBackendItsTurn() throws Exception {
    EchoServer one = server("one");
    EchoServer two = server("two");
    TcpBalancer balancer = balancer(one.port(), two.port());
    assertThat(name(connect(balancer))).isEqualTo("one");
    assertThat(name(connect(balancer))).isEqualTo("two");
    assertThat(name(connect(balancer))).isEqualTo("one");
    assertThat(balancer.served(one.port())).isEqualTo(2);
    assertThat(balancer.served(two.port())).isEqualTo(1);
  }

  @Test
  void carriesBytesBothWaysUnchanged() throws Exception {
    Socket socket = connect(balancer(server("one").port()));
    assertThat(name(socket)).isEqualTo("one");
    byte[] bytes = new byte[1 << 20];
    new Random(1).nextBytes(bytes);
    Background.once(() -> write(socket, bytes))
        .during(
            () -> {
              assertThat(socket.getInputStream().readNBytes(bytes.length)).isEqualTo(bytes);
            });
  }

  @Test
  void skipsABackendThatRefuses() throws Exception {
    EchoServer alive = server("alive");
    EchoServer dead = server("dead");
    dead.close();
    TcpBalancer balancer = balancer(dead.port(), alive.port());
    for (int i = 0; i < 4; i++) {
      assertThat(name(connect(balancer))).isEqualTo("alive");
    }
    assertThat(balancer.refused(dead.port())).isEqualTo(2);
    assertThat(balancer.served(dead.port())).isZero();
    assertThat(balancer.served(alive.port())).isEqualTo(4);
  }

  @Test
  void sendsClientsAwayWhenNoBackendTakesThem() throws Exception {
    EchoServer dead = server("dead");
    dead.close();
    TcpBalancer balancer = balancer(dead.port());
    assertThat(connect(balancer).getInputStream().read()).isEqualTo(-1);
    assertThat(balancer.unserved()).isEqualTo(1);
  }

  @Test
  void cutsTheConnectionsOfOneBackendOnly() throws Exception {
    EchoServer one = server("one");
    EchoServer two = server("two");
    TcpBalancer balancer = balancer(one.port(), two.port());
    Socket first = connect(balancer);
    Socket second = connect(balancer);
    assertThat(name(first)).isEqualTo("one");
    assertThat(name(second)).isEqualTo("two");
    assertThat(balancer.cut(one.port())).isEqualTo(1);
    assertThat(first.getInputStream().read()).isEqualTo(-1);
    await().until(() -> one.open() == 0 && balancer.open(one.port()) == 0);
    write(second, new byte[] {7});
    assertThat(second.getInputStream().read()).isEqualTo(7);
    assertThat(balancer.open(two.port())).isEqualTo(1);
  }

  @Test
  void endsBothSidesWhenEitherEnds() throws Exception {
    EchoServer one = server("one");
    TcpBalancer balancer = balancer(one.port());
    Socket leaving = connect(balancer);
    assertThat(name(leaving)).isEqualTo("one");
    leaving.close();
    await().until(() -> one.open() == 0 && balancer.open(one.port()) == 0);
    Socket left = connect(balancer);
    assertThat(name(left)).isEqualTo("one");
    one.close();
    assertThat(left.getInputStream().read()).isEqualTo(-1);
  }

  @Test
  void keepsNothingOfClientsThatResetAtOnce() throws Exception {
    EchoServer one = server("one");
    TcpBalancer balancer = balancer(one.port());
    for (int i = 0; i < 100; i++) {
      Socket socket = connect(balancer);
      socket.setSoLinger(true, 0);
      socket.close();
    }
    assertThat(name(connect(balancer))).isEqualTo("one");
    await().until(() -> balancer.open(one.port()) == 1 && one.open() == 1);
  }

  @Test
  void usesOtherBackendsWhenTold() throws Exception {
    EchoServer one = server("one");
    EchoServer two = server("two");
    TcpBalancer balancer = balancer(one.port());
    assertThat(name(connect(balancer))).isEqualTo("one");
    balancer.use(two.port());
    assertThat(name(connect(balancer))).isEqualTo("two");
    assertThat(balancer.open(one.port())).isEqualTo(1);
  }

  private EchoServer server(String name) throws IOException {
    EchoServer server = new EchoServer(name);
    opened.push(server);
    return server;
  }

  private TcpBalancer balancer(int... ports) {
    TcpBalancer balancer = TcpBalancer.over(ports);
    opened.push(balancer);
    return balancer;
  }

  private Socket connect(TcpBalancer balancer) throws IOException {
    Socket socket = new Socket(InetAddress.getLoopbackAddress(), balancer.port());
    socket.setSoTimeout(10_000);
    opened.push(socket);
    return socket;
  }

  private static String name(Socket socket) throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    InputStream in = socket.getInputStream();
    for (int b = in.read(); b != '\n' && b != -1; b = in.read()) {
      line.write(b);
    }
    return line.toString(StandardCharsets.UTF_8);
  }

  private static void write(Socket socket, byte[] bytes) {
    try {
      socket.getOutputStream().write(bytes);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }
}
