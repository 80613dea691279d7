package io.wsgateway.config.load;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.net.SelfSignedCertificate;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

public class ShippedFilesTest {
  public static Stream<Path> files() throws IOException {
    Stream<Path> measured =
        Stream.of(Path.of("bench/gateway.yaml"), Path.of("conformance/gateway.yaml"));
    try (Stream<Path> files = Files.walk(Path.of("config"))) {
      List<Path> shipped =
          files.filter(file -> file.toString().endsWith(".yaml")).sorted().toList();
      return Stream.concat(shipped.stream(), measured);
    }
  }

  @ParameterizedTest
  @MethodSource("files")
  void everyShippedFilePasses(Path file) {
    SelfSignedCertificate certificate = SelfSignedCertificate.create();
    try {
      boolean tls = file.endsWith("wss.yaml");
      List<String> sets =
          tls
              ? List.of(
                  "http.tls.cert=" + certificate.certificatePath(),
                  "http.tls.key=" + certificate.privateKeyPath())
              : List.of();
      LoadedConfig loaded = ConfigLoader.load(new ConfigSources(file, Map.of(), sets));
      assertThat(loaded.config().endpoints()).isNotEmpty();
      // What is to be tried on one's own machine names no hosts.
      assertThat(loaded.warnings()).allMatch(w -> w.startsWith("http.allowedHosts is not set"));
    } finally {
      certificate.delete();
    }
  }

  @Test
  void thereAreFilesToCheck() throws IOException {
    assertThat(files()).hasSizeGreaterThanOrEqualTo(13);
  }

  @Test
  void theSecureExampleNamesItsMissingFiles() {
    ConfigSources sources =
        new ConfigSources(Path.of("config/examples/wss.yaml"), Map.of(), List.of());
    assertThat(Failures.of(() -> ConfigLoader.load(sources)))
        .containsExactly(
            "http.tls.cert: the file \"cert.pem\" does not exist (line 9)",
            "http.tls.key: the file \"key.pem\" does not exist (line 9)");
  }
}
