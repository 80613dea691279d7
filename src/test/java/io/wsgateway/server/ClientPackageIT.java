package io.wsgateway.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The package of the browser module, imported in Node as a bundler would. */
final class ClientPackageIT {
  private static final Path FILES = Path.of("src/main/resources/client");
  private static final Path CHECK = Path.of("src/test/resources/client/package-check.mjs");

  @TempDir Path folder;

  @Test
  void itIsImportedByItsNameAndItsTypesAreThoseOfTheCode() throws Exception {
    assumeTrue(hasNode(), "the package of the browser module: no node");
    Path installed =
        Files.createDirectories(folder.resolve("node_modules").resolve("ws-gateway-reconnect"));
    try (Stream<Path> files = Files.list(FILES)) {
      for (Path file : files.toList()) {
        Files.copy(file, installed.resolve(file.getFileName()));
      }
    }
    Path check = Files.copy(CHECK, folder.resolve("check.mjs"));
    assertThat(run("node", check.toString())).isEqualTo("ok");
  }

  private static boolean hasNode() {
    try {
      return Integer.parseInt(run("node", "-p", "parseInt(process.versions.node)")) >= 18;
    } catch (IOException | InterruptedException | NumberFormatException e) {
      return false;
    }
  }

  private static String run(String... command) throws IOException, InterruptedException {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    try {
      process.getOutputStream().close();
      String said = new String(process.getInputStream().readAllBytes(), UTF_8).strip();
      assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
      return said;
    } finally {
      process.destroyForcibly();
    }
  }
}
