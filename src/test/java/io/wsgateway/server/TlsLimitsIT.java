package io.wsgateway.server;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.wsgateway.config.TlsConfig.Engine;
import io.wsgateway.server.admission.TcpGate;
import io.wsgateway.support.NothingLeft;
import io.wsgateway.support.PemFiles;
import io.wsgateway.support.RawSocket;
import io.wsgateway.support.TlsEngines;
import io.wsgateway.support.TlsHandshake;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Connections count before their TLS handshake: if one of these fails, look at TlsFence. */
@ParameterizedClass
@EnumSource(
    value = Engine.class,
    names = {"OPENSSL", "JDK"})
@ExtendWith(NothingLeft.class)
class TlsLimitsIT {
  @Parameter Engine engine;

  @TempDir Path folder;
  private final List<RawSocket> open = new ArrayList<>();
  private TestGateway gateway;

  /** What ends here is not ended by time. */
  private void start(String http, String limits) {
    PemFiles files = new PemFiles(folder);
    files.renew("first");
    gateway =
        TestGateway.start(
            "http: {host: 127.0.0.1, port: 0, headerSeconds: 300, %s tls: {cert: '%s', key: '%s', engine: %s}}"
                .formatted(http, files.cert(), files.key(), TlsEngines.named(engine)),
            "limits: {" + limits + "}");
  }

  @AfterEach
  void everyPlaceComesBack() {
    open.forEach(RawSocket::close);
    await().until(() -> gateway.counts().tcp() == 0);
    await().until(() -> gateway.counts().tcpAddresses() == 0);
    gateway.close();
  }

  /** A connection that has said this, and no more. */
  private RawSocket silent(String first) {
    RawSocket raw = RawSocket.tcp(gateway.port());
    open.add(raw);
    return raw.send(first.getBytes(ISO_8859_1));
  }

  private RawSocket client(String first) throws Exception {
    RawSocket raw = RawSocket.over(TlsHandshake.begin(gateway.port(), first.getBytes(ISO_8859_1)));
    open.add(raw);
    return raw.upgrade(gateway.port(), "/ws");
  }

  private void awaitCounted(int connections) {
    await().until(() -> gateway.counts().tcp() == connections);
  }

  private double cut(String what) {
    return gateway.counter("gateway.rate.limited", "what", what);
  }

  @Test
  @DisplayName("A11 H27 unfinished TLS handshakes are capped in all, with a new certificate too")
  void handshakesAreCapped() throws Exception {
    start("", "connections: 2, tcpConnections: 3, connectionsPerAddress: 9");
    RawSocket canary = client("");
    silent("");
    RawSocket last = silent("");
    awaitCounted(3);
    assertThat(silent("").readEnd()).isTrue();
    assertThat(cut(TcpGate.TOTAL)).isEqualTo(1);
    new PemFiles(folder).renew("a second with a longer name");
    gateway.lookAtTls();
    assertThat(silent("").readEnd()).isTrue();
    last.close();
    awaitCounted(2);
    assertThat(client("").echoes("in")).isTrue();
    assertThat(canary.echoes("still here")).isTrue();
    assertThat(cut(TcpGate.TOTAL)).isEqualTo(2);
  }

  @Test
  @DisplayName("A11 H27 unfinished TLS handshakes are capped by address")
  void handshakesAreCappedByAddress() throws Exception {
    start("", "connectionsPerAddress: 2");
    RawSocket canary = client("");
    for (int i = 0; i < 17; i++) {
      silent("");
    }
    awaitCounted(18);
    assertThat(silent("").readEnd()).isTrue();
    assertThat(cut(TcpGate.PER_ADDRESS)).isEqualTo(1);
    assertThat(canary.echoes("still here")).isTrue();
  }

  @Test
  @DisplayName("A11 H27 unfinished TLS handshakes count by the address of the PROXY protocol")
  void handshakesBehindABalancerAreCappedByAddress() throws Exception {
    start("proxyProtocol: true,", "connectionsPerAddress: 2");
    RawSocket canary = client("PROXY TCP4 203.0.113.7 192.0.2.1 50000 443\r\n");
    for (int i = 0; i < 17; i++) {
      silent("PROXY TCP4 203.0.113.7 192.0.2.1 50000 443\r\n");
    }
    awaitCounted(18);
    assertThat(silent("PROXY TCP4 203.0.113.7 192.0.2.1 50000 443\r\n").readEnd()).isTrue();
    assertThat(cut(TcpGate.PER_ADDRESS)).isEqualTo(1);
    assertThat(client("PROXY TCP4 203.0.113.8 192.0.2.1 50000 443\r\n").echoes("in")).isTrue();
    assertThat(canary.echoes("still here")).isTrue();
  }
}
