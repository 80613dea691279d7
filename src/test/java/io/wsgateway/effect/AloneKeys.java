package io.wsgateway.effect;

import static io.wsgateway.effect.KeyRow.seen;
import static io.wsgateway.effect.KeyRow.unseen;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.wsgateway.kit.FreePorts;
import io.wsgateway.kit.GatewayProcess;
import io.wsgateway.support.RawSocket;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** A node that finds no other, and that a storm of clients comes to. */
final class AloneKeys extends KeyGroup {
  private static final String CONFIG =
      """
      endpoints: [{path: /ws, channel: chat}]
      cluster:
        enabled: true
        host: 127.0.0.1
        port: %d
        minMembers: 2
        aloneAfterSeconds: 1
        discovery: {members: ["127.0.0.1:%d"]}
      eventBus: {port: 0}
      admission: {connectionsPerSecond: 5}
      drain: {maxConnectionAgeSeconds: 2}
      """;

  /** A member's address where nobody answers. */
  private final ServerSocket nobody = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());

  private final AtomicInteger knocks = new AtomicInteger();
  private final Thread knocked = new Thread(this::accept, "nobody");

  AloneKeys() throws IOException {
    int[] ports = FreePorts.of(1);
    add(GatewayProcess.named("alone").config(CONFIG.formatted(ports[0], nobody.getLocalPort())));
  }

  @Override
  void start() throws IOException {
    knocked.start();
    super.start();
  }

  @Override
  List<KeyRow> rows() {
    return List.of(
        seen("cluster.discovery.members", this::aMemberIsLookedFor),
        seen("cluster.minMembers", () -> node().awaitLog("cluster.alone", "only 1 of 2 nodes")),
        seen("cluster.aloneAfterSeconds", () -> node().process()),
        unseen("cluster.joinSeconds", "it ends the process; see JoinBesideMuteIT"),
        seen("drain.maxConnectionAgeSeconds", this::aConnectionIsClosedByItsAge),
        seen("admission.connectionsPerSecond", () -> stormUntil("admission_rate")),
        unseen(
            "admission.maxLoopLagMillis",
            "no loop of another process can be kept busy at will; see LimitsIT"));
  }

  private void accept() {
    try {
      while (true) {
        nobody.accept().close();
        knocks.incrementAndGet();
      }
    } catch (IOException closed) {
      // The end of the group.
    }
  }

  private void aMemberIsLookedFor() {
    await().atMost(Duration.ofSeconds(30)).until(() -> knocks.get() > 0);
  }

  private void aConnectionIsClosedByItsAge() {
    try (RawSocket client = node().open("/ws")) {
      assertThat(client.readClose().closeReason()).startsWith("service restart retry-ms=");
    }
  }

  private void stormUntil(String outcome) throws Exception {
    node()
        .driveAbove(
            "gateway_handshakes_total{outcome=\"" + outcome + "\"}",
            () -> {
              List<RawSocket> clients = new ArrayList<>();
              for (int i = 0; i < 50; i++) {
                clients.add(RawSocket.tcp(node().port()));
              }
              clients.forEach(c -> c.send(RawSocket.handshake(node().port(), "/ws")));
              clients.forEach(RawSocket::readHead);
              clients.forEach(RawSocket::close);
            });
  }

  @Override
  public void close() {
    super.close();
    try {
      nobody.close();
      knocked.join();
    } catch (IOException | InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
