package io.wsgateway.server;

import static io.wsgateway.support.RawSocket.frame;
import static org.assertj.core.api.Assertions.assertThat;

import io.wsgateway.server.admission.Counts;
import io.wsgateway.support.RawSocket;
import io.wsgateway.support.RunningGateway;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Who makes the node close his connections for its memory again and again is refused. */
final class SlowAddressIT {
  private static final String YAML =
      """
      http: {host: 127.0.0.1, port: 0}
      endpoints:
        - {path: /ws, channel: news}
      limits:
        messageBytes: 60000
        outboundQueueBytes: 100000
        outboundTotalBytes: 100000
      """;

  @Test
  void anAddressWhoseConnectionsWereClosedForTheNodesMemoryIsRefusedForAWhile() throws Exception {
    List<RawSocket> open = new ArrayList<>();
    InetAddress attacker = InetAddress.getByName("127.0.0.2");
    try (RunningGateway gateway = RunningGateway.of(YAML)) {
      int port = gateway.gateway().httpPort();
      String head = "";
      for (int i = 0; i < 50 && !head.startsWith("HTTP/1.1 429 "); i++) {
        RawSocket socket = RawSocket.tcpFrom(attacker, port);
        open.add(socket);
        socket.send(RawSocket.handshake(port, "/ws"));
        head = socket.readHead();
        if (head.startsWith("HTTP/1.1 101 ")) {
          // Not whole, so that the node keeps it.
          socket.send(frame(false, 0, RawSocket.TEXT, true, new byte[50_000]));
          socket.send(frame(RawSocket.PING, new byte[0]));
          answered(socket);
        }
      }
      assertThat(head).startsWith("HTTP/1.1 429 ").containsIgnoringCase("\r\nRetry-After: ");
      assertThat(open).hasSizeGreaterThan(Counts.CLOSES_OF_AN_OFFENDER);
      try (RawSocket other = RawSocket.open(port, "/ws")) {
        assertThat(other).isNotNull();
      }
    } finally {
      open.forEach(RawSocket::close);
    }
  }

  /** By a pong, or by the close for which this is about. */
  private static void answered(RawSocket socket) {
    assertThat(socket.read().opcode()).isIn(RawSocket.PONG, RawSocket.CLOSE);
  }
}
