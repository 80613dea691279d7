package io.wsgateway.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.wsgateway.kit.GatewayProcess;
import io.wsgateway.support.RawSocket;
import java.io.IOException;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** A process that has warmed up looks as if it had not. */
@EnabledOnOs(OS.LINUX)
final class WarmStartIT {
  private static final HttpClient HTTP = HttpClient.newHttpClient();

  @Test
  void leavesNoConnectionNoPortNoCountAndNoClientInTheLog() throws Exception {
    try (GatewayProcess node =
        GatewayProcess.named("warm")
            .config(Path.of("config/demo.yaml"))
            .set("node.warmUpMillis", 10_000)
            .set("limits.connectionsPerAddress", 1)
            .set("logging.level", "debug")
            .start()
            .awaitReady()) {
      assertThat(node.output()).containsPattern("event=warmup.done upgrades=[1-9]\\d+ millis=");
      assertThat(node.output()).doesNotContain("client.connected", "client.disconnected");
      assertThat(listening(node.pid()))
          .containsExactlyInAnyOrder(node.httpPort(), node.managementPort());
      for (String metric :
          new String[] {
            "gateway_handshakes_total",
            "gateway_connections",
            "gateway_closes_total",
            "gateway_messages_received_total",
            "gateway_messages_sent_total",
            "gateway_subscriptions",
            "gateway_rate_limited_total"
          }) {
        assertThat(node.metric(HTTP, metric)).as(metric).isZero();
      }
      // Were a client of the warm-up counted, this one would be over the limit.
      try (RawSocket client = RawSocket.open(node.httpPort(), "/ws")) {
        await().until(() -> node.metric(HTTP, "gateway_connections") == 1);
        assertThat(client.hasEnded()).isFalse();
      }
    }
  }

  /** The local ports of the TCP sockets of a process that listen, and of those that do not, -1. */
  private static Set<Integer> listening(long pid) throws IOException {
    Set<String> own = new TreeSet<>();
    try (Stream<Path> files = Files.list(Path.of("/proc", Long.toString(pid), "fd"))) {
      for (Path file : files.toList()) {
        String target = Files.isSymbolicLink(file) ? Files.readSymbolicLink(file).toString() : "";
        if (target.startsWith("socket:[")) {
          own.add(target.substring(8, target.length() - 1));
        }
      }
    }
    Set<Integer> ports = new TreeSet<>();
    for (String table : new String[] {"tcp", "tcp6"}) {
      for (String line : Files.readAllLines(Path.of("/proc", Long.toString(pid), "net", table))) {
        String[] fields = line.strip().split("\\s+", -1);
        if (own.contains(fields[9])) {
          boolean listens = fields[3].equals("0A");
          String port = fields[1].substring(fields[1].indexOf(':') + 1);
          ports.add(listens ? Integer.parseInt(port, 16) : -1);
        }
      }
    }
    return ports;
  }
}
