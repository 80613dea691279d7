package io.wsgateway.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import io.wsgateway.config.GatewayConfig;
import io.wsgateway.config.load.ConfigLoader;
import io.wsgateway.kit.GatewayLauncher;
import io.wsgateway.kit.GatewayProcess;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;

/** What the image would start, started here: the entry point's words, with local paths. */
class ImageIT {
  private final Dockerfile dockerfile = Dockerfile.read();

  @Test
  void startsWithExactlyTheseFlagsAndEndsWellOnSigterm(TestReporter reporter) throws Exception {
    ImageCommand command = ImageCommand.read();
    if (!command.withoutOptions().isEmpty()) {
      reporter.publishEntry(
          "no JDK 25 here (JAVA25_HOME); started without", command.withoutOptions().toString());
    }
    GatewayLauncher launcher =
        GatewayProcess.named("image").command(command.words()).config(Path.of("config/demo.yaml"));
    dockerfile.environment().forEach(launcher::environment);
    try (GatewayProcess process = launcher.start()) {
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
    assertThat(dockerfile.words("ENTRYPOINT"))
        .startsWith("java")
        .endsWith("-jar", ImageCommand.JAR);
    assertThat(dockerfile.words("CMD")).containsExactly("serve");
    assertThat(ImageCommand.JAR).startsWith(dockerfile.last("WORKDIR") + "/");
    GatewayConfig config = ConfigLoader.parse("").config();
    assertThat(dockerfile.last("EXPOSE").split(" "))
        .containsExactly(
            Integer.toString(config.http().port()), Integer.toString(config.management().port()));
  }

  /** Else profilers get nothing: the gateway takes the signal that the JVM uses for them. */
  @Test
  void leavesTheJvmASignalOfItsOwn() {
    assertThat(dockerfile.environment()).containsEntry("_JAVA_SR_SIGNUM", "63");
  }

  /** Else text that is not ASCII could not be given in variables and arguments. */
  @Test
  void speaksUtf8() {
    assertThat(dockerfile.environment())
        .containsEntry("LANG", "C.UTF-8")
        .containsEntry("LC_ALL", "C.UTF-8");
  }

  @Test
  void doesNotRunAsRoot() {
    assertThat(dockerfile.last("USER")).matches("[1-9][0-9]{3,}:[1-9][0-9]{3,}");
  }

  private static int status(URI uri) throws IOException, InterruptedException {
    return HttpClient.newHttpClient()
        .send(HttpRequest.newBuilder(uri).build(), BodyHandlers.discarding())
        .statusCode();
  }
}
