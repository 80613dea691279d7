package io.wsgateway.client;

import static io.wsgateway.client.Waiting.failure;
import static io.wsgateway.client.Waiting.result;
import static org.assertj.core.api.Assertions.assertThat;

import io.wsgateway.client.GatewayException.Reason;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A gateway with {@code eventBus.tls}. */
final class TlsIT {
  private static final String PASSWORD = "changeit";

  @TempDir Path folder;

  @Test
  void joinsWithACertificateAndIsToldWhenItHasNone() throws Exception {
    makeCertificate();
    TestCluster cluster = TestCluster.of(1).secured(cert(), key());
    TestCluster.Place place = cluster.places().get(0);
    GatewayOptions options =
        new GatewayOptions().setCluster(cluster.name()).setMembers(place.member());
    try (GatewayProcess process = GatewayProcess.start(cluster, place);
        TestClient news = process.connect("/news")) {
      GatewayException plain = failure(Gateway.join(options));
      assertThat(plain.reason()).isEqualTo(Reason.UNREACHABLE);
      assertThat(plain).hasMessageContaining("TLS on both sides or on neither");
      Gateway gateway =
          result(
              Gateway.join(options.setTls(cert().toString(), key().toString(), cert().toString())));
      result(gateway.publish("news:all", "secret"));
      assertThat(news.next()).isEqualTo("secret");
      result(gateway.close());
    }
  }

  private Path cert() {
    return folder.resolve("cert.pem");
  }

  private Path key() {
    return folder.resolve("key.pem");
  }

  private void makeCertificate()
      throws IOException, InterruptedException, GeneralSecurityException {
    Path file = folder.resolve("store.p12");
    List<String> line =
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
            "-genkeypair",
            "-alias",
            "k",
            "-keyalg",
            "EC",
            "-dname",
            "CN=test",
            "-keystore",
            file.toString(),
            "-storetype",
            "PKCS12",
            "-storepass",
            PASSWORD);
    Process keytool =
        new ProcessBuilder(line)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    assertThat(keytool.waitFor(Waiting.LIMIT_SECONDS, TimeUnit.SECONDS)).isTrue();
    KeyStore store = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(file)) {
      store.load(in, PASSWORD.toCharArray());
    }
    write(cert(), "CERTIFICATE", store.getCertificate("k").getEncoded());
    write(key(), "PRIVATE KEY", store.getKey("k", PASSWORD.toCharArray()).getEncoded());
  }

  private static void write(Path file, String type, byte[] der) throws IOException {
    String body =
        Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII)).encodeToString(der);
    Files.writeString(
        file, "-----BEGIN " + type + "-----\n" + body + "\n-----END " + type + "-----\n");
  }
}
