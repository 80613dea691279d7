package io.wsgateway.effect;

import static io.wsgateway.effect.KeyRow.seen;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.wsgateway.kit.GatewayProcess;
import io.wsgateway.support.PemFiles;
import io.wsgateway.support.RawSocket;
import io.wsgateway.support.TlsHandshake;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.Certificate;
import java.util.Arrays;
import java.util.List;
import javax.net.ssl.SSLSocket;

/** A node with TLS on both ports, behind a balancer that speaks the PROXY protocol. */
final class SecureKeys extends KeyGroup {
  private static final byte[] PROXY =
      "PROXY TCP4 203.0.113.7 192.0.2.1 50000 443\r\n".getBytes(US_ASCII);
  private static final String CONFIG =
      """
      http: {proxyProtocol: true, tls: {cert: %1$s, key: %2$s, engine: jdk}}
      management: {tls: {cert: %3$s, key: %4$s, engine: jdk}}
      endpoints:
        - {path: /ws, channel: chat}
        - {path: /lenient, channel: chat, onGap: ignore}
      limits:
        hubQueueBytes: 65536
        messageBytes: 1000
        messagesPerSecond: 1000000
        bytesPerSecond: 1073741824
      """;

  private final Certificate ours;
  private final Certificate managements;

  SecureKeys(Path folder) throws IOException {
    PemFiles http = new PemFiles(Files.createDirectory(folder.resolve("http")));
    PemFiles management = new PemFiles(Files.createDirectory(folder.resolve("management")));
    ours = http.renew("http");
    managements = management.renew("management");
    add(
        GatewayProcess.named("secure")
            .config(
                CONFIG.formatted(http.cert(), http.key(), management.cert(), management.key())));
  }

  @Override
  void start() throws IOException {
    super.start();
    node().secure();
  }

  @Override
  List<KeyRow> rows() {
    return List.of(
        seen("http.tls.cert", this::publicCertificate),
        seen("http.tls.key", this::publicCertificate),
        seen("http.tls.engine", () -> encrypts("http")),
        seen("management.tls.engine", () -> encrypts("management")),
        seen("management.tls.cert", this::managementCertificate),
        seen("management.tls.key", this::managementCertificate),
        seen("http.proxyProtocol", this::theBalancerTellsTheClient),
        seen("limits.hubQueueBytes", this::aFloodIsDroppedBeforeTheHub),
        seen("endpoints[].onGap", this::aGapIsSurvived));
  }

  private void publicCertificate() throws Exception {
    try (SSLSocket socket = TlsHandshake.begin(node().port(), PROXY)) {
      socket.startHandshake();
      assertThat(socket.getSession().getPeerCertificates()[0]).isEqualTo(ours);
    }
    node().expires("http", ours);
  }

  private void managementCertificate() throws Exception {
    assertThat(TlsHandshake.served(node().process().managementPort())).isEqualTo(managements);
    node().expires("management", managements);
  }

  private void encrypts(String listener) {
    assertThat(
            node().metric("gateway_tls_engine_info{engine=\"jdk\",listener=\"" + listener + "\"}"))
        .isEqualTo(1);
  }

  private RawSocket connect(String path) throws Exception {
    SSLSocket socket = TlsHandshake.begin(node().port(), PROXY);
    socket.startHandshake();
    return RawSocket.over(socket).upgrade(node().port(), path);
  }

  private void theBalancerTellsTheClient() throws Exception {
    connect("/ws").close();
    node().awaitLog("client.connected", "remote=203.0.113.7");
  }

  private void aFloodIsDroppedBeforeTheHub() throws Exception {
    byte[][] frames = new byte[2000][];
    Arrays.fill(frames, RawSocket.frame(RawSocket.TEXT, new byte[1000]));
    node()
        .driveAbove(
            "gateway_messages_dropped_total{policy=\"hubBacklog\"}",
            () -> {
              try (RawSocket client = connect("/ws")) {
                client.send(frames).sendClose(1000, "");
                client.readClose();
              }
            });
  }

  private void aGapIsSurvived() throws Exception {
    try (RawSocket lenient = connect("/lenient")) {
      aFloodIsDroppedBeforeTheHub();
      try (RawSocket last = connect("/ws")) {
        last.sendText("the end");
        while (!lenient.readText().equals("the end")) {
          // What came before the gap.
        }
      }
    }
  }
}
