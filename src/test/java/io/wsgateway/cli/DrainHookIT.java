package io.wsgateway.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.wsgateway.kit.GatewayLauncher;
import io.wsgateway.kit.GatewayProcess;
import io.wsgateway.support.PlainClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The built jar's {@code drain} as a hook before SIGTERM, as the Kubernetes manifests have it. */
final class DrainHookIT {
  private static final Duration SOON = Duration.ofSeconds(30);
  private static final String KEY = "the-key-of-a-test-of-thirty-two-bytes";
  private static final String CONFIG =
      """
      api: {keys: [{name: hook, key: %s, scopes: [manage]}]}
      endpoints: [{path: /ws, channel: chat}]
      drain: {acceptSeconds: 1}
      """
          .formatted(KEY);

  @TempDir private Path folder;

  @Test
  void afterItASignalEndsTheNodeWithoutASecondDrain() throws Exception {
    Path key = Files.writeString(folder.resolve("drain"), KEY + "\n");
    try (GatewayProcess node = GatewayProcess.named("hook").config(CONFIG).start().awaitReady();
        PlainClient client = PlainClient.connect(node.socket("/ws"))) {
      List<String> command =
          new ArrayList<>(
              GatewayLauncher.jvm("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xmx64m"));
      command.addAll(
          List.of("drain", "--url", node.management("").toString(), "--key-file", key.toString()));
      Path output = folder.resolve("output");
      Process hook =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(output.toFile())
              .start();
      try {
        assertThat(hook.waitFor(SOON.toSeconds(), TimeUnit.SECONDS)).isTrue();
      } finally {
        hook.destroyForcibly();
      }
      assertThat(Files.readString(output)).endsWith("drained\n");
      assertThat(hook.exitValue()).isZero();
      assertThat(client.closed()).matches("1012 service restart retry-ms=\\d+");
      assertThat(node.isAlive()).isTrue();

      node.terminate();
      assertThat(node.awaitExit(SOON)).isZero();
      assertThat(node.output().lines().filter(l -> l.contains("event=drain.")).toList())
          .hasSize(3)
          .first()
          .asString()
          .contains("drain.started", "by=api");
      assertThat(node.output()).contains("gateway.stopped");
    }
  }
}
