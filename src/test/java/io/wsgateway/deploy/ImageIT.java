package io.wsgateway.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import io.wsgateway.config.GatewayConfig;
import io.wsgateway.kit.GatewayLauncher;
import io.wsgateway.kit.GatewayProcess;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;

/** What the image would start, started here: the entry point's words, with local paths. */
class ImageIT {
  private static final String JAR = "/opt/ws-gateway/ws-gateway.jar";

  /** The options of the entry point that JVMs before 23 do not know, and do not start with. */
  private static final List<String> NEWER = List.of("--sun-misc-unsafe-memory-access=allow");

  private final Dockerfile dockerfile = Dockerfile.read();

  @Test
  void startsWithExactlyTheseFlagsAndEndsWellOnSigterm(TestReporter reporter) throws Exception {
    List<String> command = command(reporter);
    try (GatewayProcess process =
        GatewayProcess.named("image")
            .command(command)
            .config(Path.of("config/demo.yaml"))
            .start()) {
      process.awaitReady();
      assertThat(process.readyFile().getLong("pid"))
          .as("nothing stands between the signal and the JVM")
          .isEqualTo(process.pid());
      assertThat(status(process.management("/health/ready"))).isEqualTo(200);
      process.terminate();
      assertThat(process.awaitExit(Duration.ofSeconds(60))).as(process.output()).isZero();
      assertThat(process.output()).doesNotContain("WARNING:", "Unrecognized", "error occurred");
    }
  }

  @Test
  void startsTheGatewayByDefaultAndExposesItsPorts() {
    assertThat(dockerfile.words("ENTRYPOINT")).startsWith("java").endsWith("-jar", JAR);
    assertThat(dockerfile.words("CMD")).containsExactly("serve");
    assertThat(JAR).startsWith(dockerfile.last("WORKDIR") + "/");
    GatewayConfig config = GatewayConfig.defaults();
    assertThat(dockerfile.last("EXPOSE").split(" "))
        .containsExactly(
            Integer.toString(config.http().port()), Integer.toString(config.management().port()));
  }

  @Test
  void doesNotRunAsRoot() {
    assertThat(dockerfile.last("USER")).matches("[1-9][0-9]{3,}:[1-9][0-9]{3,}");
  }

  private List<String> command(TestReporter reporter) {
    Path java = java25();
    List<String> command = new ArrayList<>(dockerfile.words("ENTRYPOINT"));
    if (java == null) {
      java = Path.of(System.getProperty("java.home"), "bin", "java");
      if (Runtime.version().feature() < 23) {
        assertThat(command.removeAll(NEWER)).isTrue();
        reporter.publishEntry("no JDK 25 here (JAVA25_HOME); started without", NEWER.toString());
      }
    }
    command.set(0, java.toString());
    command.set(command.indexOf(JAR), GatewayLauncher.jar());
    return command;
  }

  private static Path java25() {
    return Stream.of(System.getenv("JAVA25_HOME"), "/usr/lib/jvm/temurin-25-jdk-amd64")
        .filter(Objects::nonNull)
        .map(home -> Path.of(home, "bin", "java"))
        .filter(Files::isExecutable)
        .findFirst()
        .orElse(null);
  }

  private static int status(URI uri) throws IOException, InterruptedException {
    return HttpClient.newHttpClient()
        .send(HttpRequest.newBuilder(uri).build(), BodyHandlers.discarding())
        .statusCode();
  }
}
