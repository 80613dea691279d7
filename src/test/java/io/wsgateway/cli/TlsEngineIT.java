package io.wsgateway.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.wsgateway.kit.GatewayLauncher;
import io.wsgateway.kit.GatewayProcess;
import io.wsgateway.support.PemFiles;
import io.wsgateway.support.TlsHandshake;
import java.nio.file.Path;
import java.security.cert.Certificate;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A process that cannot unpack BoringSSL's native library: its directory is a file. */
class TlsEngineIT {
  @TempDir Path folder;
  private PemFiles files;
  private Certificate certificate;

  @BeforeEach
  void certify() {
    files = new PemFiles(folder);
    certificate = files.renew("first");
  }

  private GatewayLauncher node(String engine) throws Exception {
    return GatewayProcess.named("engine")
        .command(
            GatewayLauncher.jvm(
                "-Xmx256m", "-Dio.netty.native.workdir=" + files.cert().resolve("natives")))
        .config(
            "http: {host: 127.0.0.1, port: 0, tls: {cert: '%s', key: '%s', engine: %s}}"
                .formatted(files.cert(), files.key(), engine));
  }

  @Test
  void withAutoItUsesTheJdksTlsAndSaysSo() throws Exception {
    try (GatewayProcess process = node("auto").start().awaitReady()) {
      assertThat(TlsHandshake.served(process.httpPort())).isEqualTo(certificate);
      assertThat(process.output())
          .contains("tls.fallback", "http.tls: BoringSSL's native library cannot be loaded (")
          .contains("tls.engine", "engine=jdk");
    }
  }

  @Test
  void withOpensslItDoesNotStart() throws Exception {
    try (GatewayProcess process = node("openssl").start()) {
      assertThat(process.awaitExit(Duration.ofMinutes(1))).isEqualTo(1);
      assertThat(process.output())
          .contains(
              "http.tls.engine: openssl needs BoringSSL's native library, which cannot be loaded (");
    }
  }
}
