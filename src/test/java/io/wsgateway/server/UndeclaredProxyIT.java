package io.wsgateway.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import io.wsgateway.kit.GatewayProcess;
import io.wsgateway.support.RawSocket;
import io.wsgateway.support.TcpProxy;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * A balancer that nobody told the gateway of: its clients must not be counted as one, and the log
 * must say what to do about it.
 */
final class UndeclaredProxyIT {
  private static final int LIMIT = 100;
  private static final int CLIENTS = 1500;

  private final Vertx vertx = Vertx.vertx();
  private final List<RawSocket> open = new ArrayList<>();

  @AfterEach
  void close() {
    open.forEach(RawSocket::close);
    vertx.close().toCompletionStage().toCompletableFuture().join();
  }

  /** As many at once as one address may have: until its first request nobody knows a balancer. */
  private static List<RawSocket> inBursts(Callable<RawSocket> connect) throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(LIMIT);
    try {
      List<RawSocket> connected = new ArrayList<>();
      for (Future<RawSocket> one : threads.invokeAll(Collections.nCopies(CLIENTS, connect))) {
        connected.add(one.get());
      }
      return connected;
    } finally {
      threads.shutdownNow();
    }
  }

  @Test
  void clientsBehindAnUndeclaredBalancerAreNotCountedAsOneAddress() throws Exception {
    try (GatewayProcess gateway =
            GatewayProcess.named("proxied")
                .config(
                    """
                    endpoints: [{path: /ws, channel: chat, onMessage: echo, reply: "{message}"}]
                    limits: {connectionsPerAddress: %d}
                    admission: {connectionsPerSecond: 100000}
                    """
                        .formatted(LIMIT))
                .patient()
                .start()
                .awaitReady();
        TcpProxy balancer = TcpProxy.to(vertx, gateway.httpPort()).forwarding()) {
      open.addAll(inBursts(() -> RawSocket.open(balancer.port(), "/ws")));
      assertThat(open).hasSize(CLIENTS);
      for (RawSocket client : open) {
        assertThat(client.echoes("up")).isTrue();
      }
      assertThat(gateway.output().lines().filter(line -> line.contains("http.trustedProxies")))
          .singleElement()
          .asString()
          .endsWith("add: http.trustedProxies: [\"127.0.0.1/32\"]");

      // Whoever comes without a balancer is counted as ever.
      InetAddress direct = InetAddress.getByName("127.0.0.2");
      for (int i = 0; i < LIMIT; i++) {
        open.add(RawSocket.tcpFrom(direct, gateway.httpPort()).upgrade(gateway.httpPort(), "/ws"));
      }
      RawSocket over = RawSocket.tcpFrom(direct, gateway.httpPort());
      open.add(over);
      over.send(RawSocket.handshake(gateway.httpPort(), "/ws"));
      assertThat(over.readHead()).startsWith("HTTP/1.1 429 ");
    }
  }
}
