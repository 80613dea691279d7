package io.wsgateway.abuse;

import static io.wsgateway.config.TlsConfig.Engine.JDK;
import static io.wsgateway.config.TlsConfig.Engine.OPENSSL;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.wsgateway.config.TlsConfig.Engine;
import io.wsgateway.kit.GatewayProcess;
import io.wsgateway.support.Canary;
import io.wsgateway.support.Logs;
import io.wsgateway.support.PemFiles;
import io.wsgateway.support.RawSocket;
import io.wsgateway.support.RunningGateway;
import io.wsgateway.support.TlsEngines;
import io.wsgateway.support.TlsHandshake;
import io.wsgateway.support.Unharmed;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.cert.Certificate;
import java.util.Arrays;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SNIServerName;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a TLS port is sent before, instead of and after a handshake. */
class TlsAbuseIT {
  private static final int RECORD_HEADER = 5;
  private static final int HANDSHAKE = 0x16;

  @TempDir static Path folder;
  private static RunningGateway gateway;

  @RegisterExtension
  static final Unharmed UNHARMED = new Unharmed(TlsAbuseIT::client, () -> gateway.connections());

  private static Engine engine;

  @BeforeAll
  static void start(TestInfo test) throws Exception {
    engine = test.getTestClass().equals(Optional.of(TlsAbuseJdkIT.class)) ? JDK : OPENSSL;
    new PemFiles(folder).renew("first");
    gateway = RunningGateway.of(yaml());
  }

  private static String yaml() {
    PemFiles files = new PemFiles(folder);
    return """
        http:
          {host: 127.0.0.1, port: 0, headerSeconds: 2, tls: {cert: '%s', key: '%s', engine: %s}}
        endpoints:
          - {path: /echo, channel: echo, onMessage: echo, reply: "{message}"}
        """
        .formatted(files.cert(), files.key(), TlsEngines.named(engine));
  }

  @AfterAll
  static void stop() {
    // Null if the library cannot be loaded.
    if (gateway != null) {
      gateway.close();
      gateway = null;
    }
  }

  private static int port() {
    return gateway.gateway().httpPort();
  }

  private static RawSocket client() {
    return client(port(), "TLSv1.3");
  }

  private static RawSocket client(int port, String version) {
    try {
      SSLSocket socket = TlsHandshake.begin(port);
      socket.setEnabledProtocols(new String[] {version});
      return RawSocket.over(socket).upgrade(port, "/echo");
    } catch (IOException | GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  @DisplayName("H27 many server names are all served, with the one certificate, and leave nothing")
  void manyServerNames() throws Exception {
    Set<Certificate> certificates = new HashSet<>();
    for (int i = 0; i < 300; i++) {
      try (SSLSocket socket = TlsHandshake.begin(port())) {
        SSLParameters parameters = socket.getSSLParameters();
        parameters.setServerNames(List.of(new SNIHostName("x" + i + ".attacker.example")));
        socket.setSSLParameters(parameters);
        socket.startHandshake();
        certificates.add(socket.getSession().getPeerCertificates()[0]);
        assertThat(RawSocket.over(socket).upgrade(port(), "/echo").echoes("hello")).isTrue();
      }
    }
    assertThat(certificates).hasSize(1);
    UNHARMED.assertCanarySings();
    await("only the canary to be left").until(() -> gateway.connections() == 1);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 255, 256, 10_000, 16_000})
  @DisplayName("H27 a server name that is none is refused or ignored, and harms nobody")
  void absurdServerNames(int length) throws Exception {
    byte[] name = new byte[length];
    Arrays.fill(name, (byte) (length % 2 == 0 ? 0 : 0xff));
    try (SSLSocket socket = TlsHandshake.begin(port())) {
      SSLParameters parameters = socket.getSSLParameters();
      parameters.setServerNames(List.of(new SNIServerName(0, name) {}));
      socket.setSSLParameters(parameters);
      try {
        socket.startHandshake();
        assertThat(RawSocket.over(socket).upgrade(port(), "/echo").echoes("hello")).isTrue();
      } catch (IOException refused) {
        assertThat(refused).isInstanceOf(SSLException.class);
      }
    }
    UNHARMED.assertCanarySings();
    await("only the canary to be left").until(() -> gateway.connections() == 1);
  }

  @Test
  @DisplayName("H27 a ClientHello is read however it is cut")
  void aClientHelloInPieces() throws Exception {
    byte[] hello = TlsHandshake.clientHello();
    try (RawSocket bytewise = RawSocket.tcp(port())) {
      for (byte b : hello) {
        bytewise.send(new byte[] {b});
      }
      assertThat(bytewise.readByte()).isEqualTo(HANDSHAKE);
    }
    try (RawSocket records = RawSocket.tcp(port())) {
      records.send(inRecordsOf(100, hello));
      assertThat(records.readByte()).isEqualTo(HANDSHAKE);
    }
  }

  @Test
  @DisplayName("H27 a ClientHello that does not end ends the connection in time")
  void halfAClientHello() throws Exception {
    byte[] hello = TlsHandshake.clientHello();
    try (RawSocket half = RawSocket.tcp(port())) {
      half.send(Arrays.copyOf(hello, hello.length / 2));
      assertThat(half.readToEnd()).isLessThan(100);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "474554202f6563686f20485454502f312e310d0a0d0a",
        "1603010000",
        "160301ffff",
        "16030100040100ffff",
        "1603010004fe000000",
        "17030300050000000000",
        "15030100020200",
        "802e0100020015000000100100800300800600",
        "00000000000000000000",
        "ffffffffffffffffffff"
      })
  @DisplayName("H27 what is no handshake ends the connection")
  void noHandshake(String hex) {
    try (RawSocket raw = RawSocket.tcp(port())) {
      raw.send(HexFormat.of().parseHex(hex));
      assertThat(raw.readToEnd()).isLessThan(100);
    }
  }

  @Test
  @DisplayName("H27 a ClientHello that says it has 16 MB is not waited for")
  void aHugeClientHello() {
    byte[] record = new byte[RECORD_HEADER + 16_384];
    System.arraycopy(HexFormat.of().parseHex("160301400001fffffb0303"), 0, record, 0, 11);
    try (RawSocket raw = RawSocket.tcp(port())) {
      for (int i = 0; i < 100; i++) {
        raw.send(record);
        record[RECORD_HEADER] = 0;
      }
      assertThat(raw.readToEnd()).isLessThan(100);
    }
  }

  @Test
  @DisplayName("H27 who asks to renegotiate is cut off, alone")
  void renegotiation() throws Exception {
    // What forbids it is set for the whole process, before its first TLS.
    try (GatewayProcess process = GatewayProcess.named("tls").config(yaml()).start().awaitReady();
        Canary canary = new Canary(client(process.httpPort(), "TLSv1.2"));
        SSLSocket socket = TlsHandshake.begin(process.httpPort())) {
      socket.setEnabledProtocols(new String[] {"TLSv1.2"});
      RawSocket raw = RawSocket.over(socket).upgrade(process.httpPort(), "/echo");
      assertThat(raw.echoes("before")).isTrue();
      socket.startHandshake();
      assertThatThrownBy(raw::read).hasRootCauseInstanceOf(SSLHandshakeException.class);
      canary.assertSings();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"ffffffffffffffffffff", "17030300050000000000", "16030300040100ffff"})
  @DisplayName("H27 broken records after the upgrade end the connection, and fill no log")
  void brokenRecordsAfterTheUpgrade(String hex) throws Exception {
    try (Logs logs = new Logs()) {
      for (int i = 0; i < 20; i++) {
        try (Socket tcp = new Socket(InetAddress.getLoopbackAddress(), port());
            RawSocket client = RawSocket.over(TlsHandshake.over(tcp)).upgrade(port(), "/echo")) {
          assertThat(client.echoes("before")).isTrue();
          tcp.getOutputStream().write(HexFormat.of().parseHex(hex));
          assertThat(endsBySocketOrAlert(client)).isTrue();
        }
      }
      UNHARMED.assertCanarySings();
      await().until(() -> gateway.connections() == 1);
      assertThat(logs.stackTraces()).isZero();
    }
  }

  /** TLS tells the client of its alert, or of the reset behind it, by an exception. */
  private static boolean endsBySocketOrAlert(RawSocket client) {
    try {
      return client.readEnd();
    } catch (UncheckedIOException alert) {
      return alert.getCause() instanceof SSLException;
    }
  }

  /** The same handshake message in many records. */
  private static byte[] inRecordsOf(int size, byte[] record) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (int from = RECORD_HEADER; from < record.length; from += size) {
      int length = Math.min(size, record.length - from);
      out.write(record, 0, 3);
      out.write(length >>> 8);
      out.write(length);
      out.write(record, from, length);
    }
    return out.toByteArray();
  }
}
