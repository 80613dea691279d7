package io.wsgateway.server;

import static io.wsgateway.support.RawHttp.request;
import static io.wsgateway.support.RawHttp.upgrade;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.wsgateway.config.TlsConfig.Engine;
import io.wsgateway.config.load.ConfigException;
import io.wsgateway.support.NothingLeft;
import io.wsgateway.support.PemFiles;
import io.wsgateway.support.RawSocket;
import io.wsgateway.support.TlsEngines;
import io.wsgateway.support.TlsHandshake;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.Certificate;
import java.util.List;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

@ParameterizedClass
@EnumSource(
    value = Engine.class,
    names = {"OPENSSL", "JDK"})
@ExtendWith(NothingLeft.class)
class TlsIT {
  @Parameter Engine engine;

  @TempDir Path folder;

  private TestGateway start(PemFiles files, String... more) {
    return TestGateway.start(
        "http: {host: 127.0.0.1, port: 0, headerSeconds: 2, tls: {cert: '"
            + files.cert()
            + "', key: '"
            + files.key()
            + "', engine: "
            + TlsEngines.named(engine)
            + "}}",
        String.join("\n", more));
  }

  @Test
  void wssIsSpokenAndItsSchemeCountsForTheOrigin() throws Exception {
    PemFiles files = new PemFiles(folder);
    Certificate first = files.renew("first");
    try (TestGateway gateway = start(files);
        SSLSocket socket = TlsHandshake.with(gateway.port())) {
      assertThat(socket.getSession().getPeerCertificates()[0]).isEqualTo(first);
      assertThat(answer(gateway, "Origin: https://gw.test")).startsWith("HTTP/1.1 101 ");
      assertThat(answer(gateway, "Origin: http://gw.test")).startsWith("HTTP/1.1 403 ");
    }
  }

  @Test
  void newFilesAreServedWithoutARestartAndBrokenOnesAreNot() throws Exception {
    PemFiles files = new PemFiles(folder);
    Certificate first = files.renew("first");
    try (TestGateway gateway = start(files)) {
      assertThat(TlsHandshake.served(gateway.port())).isEqualTo(first);
      Files.writeString(files.cert(), "no certificate");
      gateway.lookAtTls();
      assertThat(TlsHandshake.served(gateway.port())).isEqualTo(first);
      Certificate second = files.renew("a second with a longer name");
      gateway.lookAtTls();
      await()
          .untilAsserted(() -> assertThat(TlsHandshake.served(gateway.port())).isEqualTo(second));
    }
  }

  @Test
  void aTlsHandshakeThatDoesNotComeEndsTheConnection() {
    PemFiles files = new PemFiles(folder);
    files.renew("first");
    try (TestGateway gateway = start(files);
        RawSocket silent = RawSocket.tcp(gateway.port())) {
      assertThat(silent.readEnd()).isTrue();
    }
  }

  @Test
  void filesThatAreNoneAreOneSentence() throws IOException {
    PemFiles files = new PemFiles(folder);
    files.renew("first");
    Files.writeString(
        files.cert(), "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n");
    assertThatThrownBy(() -> start(files))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("http.tls.cert: the file \"" + files.cert());
  }

  private static String answer(TestGateway gateway, String header) throws Exception {
    try (SSLSocket socket = TlsHandshake.with(gateway.port())) {
      List<String> lines = upgrade("/ws");
      lines.add(header);
      socket.getOutputStream().write(request(lines.toArray(new String[0])).getBytes(ISO_8859_1));
      byte[] start = socket.getInputStream().readNBytes(14);
      return new String(start, ISO_8859_1);
    }
  }
}
