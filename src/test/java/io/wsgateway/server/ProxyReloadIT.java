package io.wsgateway.server;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.wsgateway.support.Logs;
import io.wsgateway.support.RawSocket;
import io.wsgateway.support.RunningGateway;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Sockets of one address that end at once, at a node as it runs in production. */
final class ProxyReloadIT {
  private static final int MANY = 60;
  private static final String CLIENTS = "PROXY TCP4 203.0.113.";

  private final List<RawSocket> sockets = new ArrayList<>();

  @AfterEach
  void close() {
    sockets.forEach(RawSocket::close);
  }

  private List<RawSocket> open(RunningGateway gateway, String from) throws Exception {
    return open(gateway, from, "");
  }

  /** Each client has an address of its own if a PROXY protocol header is to begin with this. */
  private List<RawSocket> open(RunningGateway gateway, String from, String header)
      throws Exception {
    List<RawSocket> opened = new ArrayList<>();
    int port = gateway.gateway().httpPort();
    for (int i = 0; i < MANY; i++) {
      RawSocket socket = RawSocket.tcpFrom(InetAddress.getByName(from), port);
      String client = header.isEmpty() ? "" : header + i + " 192.0.2.1 50000 443\r\n";
      socket.send(client.getBytes(ISO_8859_1), RawSocket.handshake(port, "/text"));
      assertThat(socket.readHead()).startsWith("HTTP/1.1 101 ");
      opened.add(socket);
    }
    sockets.addAll(opened);
    return opened;
  }

  @Test
  void itIsLoggedByTheAddressOfTheProxyAndClosesOfTheNodeAreNot() throws Exception {
    try (Logs logs = new Logs(ProxyReloads.class);
        RunningGateway gateway =
            RunningGateway.of(
                """
                endpoints: [{path: /text, channel: chat, binary: false}]
                http: {host: 127.0.0.1, port: 0, proxyProtocol: true}
                """)) {
      List<RawSocket> refused = open(gateway, "127.0.0.7", CLIENTS);
      List<RawSocket> lost = open(gateway, "127.0.0.8", CLIENTS);
      await().until(() -> gateway.connections() == 2 * MANY);
      for (RawSocket socket : refused) {
        socket.send(RawSocket.frame(RawSocket.BINARY, new byte[] {1}));
        assertThat(socket.readClose().closeCode()).isEqualTo(1003);
        socket.reset(); // without an answer to the close
      }
      lost.forEach(RawSocket::reset);
      await().until(() -> logs.events().size() == 1);
      assertThat(logs.pairs(0))
          .contains("event=proxy.reload", "remote=127.0.0.8", "sockets=" + MANY);

      open(gateway, "127.0.0.8", CLIENTS);
      await().until(() -> logs.events().size() == 2);
      assertThat(logs.lines().get(1)).contains(MANY + " back after", "back=\"" + MANY + "\"");
    }
  }

  @Test
  void aDrainIsNone() throws Exception {
    try (Logs logs = new Logs(ProxyReloads.class);
        RunningGateway gateway =
            RunningGateway.of(
                """
                endpoints: [{path: /text, channel: chat}]
                keepAlive: {closeSeconds: 3}
                drain: {windowSeconds: 1}
                """)) {
      List<RawSocket> staying = open(gateway, "127.0.0.8");
      // This one does not answer its close, so that the node looks a few times more.
      List<RawSocket> vanishing = staying.subList(1, MANY);
      gateway.stop();
      for (RawSocket socket : vanishing) {
        assertThat(socket.readClose().closeCode()).isEqualTo(1012);
        socket.reset();
      }
      assertThat(staying.get(0).readClose().closeCode()).isEqualTo(1012);
      assertThat(staying.get(0).readEnd()).isTrue();
      assertThat(logs.events()).isEmpty();
    }
  }
}
