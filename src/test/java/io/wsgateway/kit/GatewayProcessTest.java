package io.wsgateway.kit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** The kit's process, on a shell script in the gateway's place. */
class GatewayProcessTest {
  private static final Duration LIMIT = Duration.ofSeconds(20);

  /** Writes the ready file, its last argument, and waits; ends with code 5 on SIGTERM. */
  private static final String STAND_IN =
      """
      for last; do :; done
      echo "started with $*"
      trap 'echo stopping; kill $child; exit 5' TERM
      tail -f /dev/null & child=$!
      echo '{"httpPort":1234,"managementPort":2345,"pid":'$$',"child":'$child'}' > "$last"
      wait
      """;

  @Test
  void tellsPortsAndArgumentsOnceReady() throws Exception {
    try (GatewayProcess process =
        standIn(STAND_IN).config("a: 1\n").set("limits.connections", 7).start().awaitReady()) {
      assertThat(process.httpPort()).isEqualTo(1234);
      assertThat(process.management("/metrics")).hasToString("http://127.0.0.1:2345/metrics");
      assertThat(process.readyFile().getLong("pid")).isEqualTo(process.pid());
      assertThat(process.output())
          .contains("started with serve --config /")
          .contains("--set http.port=0 ")
          .contains("--set limits.connections=7 ");
    }
  }

  @Test
  void endsOnSigtermWithItsOwnExitCode() throws Exception {
    try (GatewayProcess process = standIn(STAND_IN).start().awaitReady()) {
      process.terminate();
      assertThat(process.awaitExit(LIMIT)).isEqualTo(5);
      assertThat(process.output()).contains("stopping");
    }
  }

  @Test
  void isKilledWithoutWarning() throws Exception {
    try (GatewayProcess process = standIn("exec tail -f /dev/null").start()) {
      process.kill();
      assertThat(process.awaitExit(LIMIT)).isEqualTo(137);
    }
  }

  @Test
  void leavesNothingBehindThatItHadStarted() throws Exception {
    long child;
    try (GatewayProcess process = standIn(STAND_IN).start().awaitReady()) {
      child = process.readyFile().getLong("child");
      assertThat(ProcessHandle.of(child)).get().matches(ProcessHandle::isAlive);
    }
    await().until(() -> ProcessHandle.of(child).filter(ProcessHandle::isAlive).isEmpty());
  }

  @Test
  void saysWhatWasPrintedWhenItEndsTooEarly() throws Exception {
    try (GatewayProcess process = standIn("echo the port is taken; exit 3").start()) {
      assertThatThrownBy(process::awaitReady)
          .hasStackTraceContaining("exit code 3")
          .hasStackTraceContaining("the port is taken");
    }
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void isPausedAndResumed() throws Exception {
    GatewayProcess ended;
    try (GatewayProcess process = standIn("exec tail -f /dev/null").start()) {
      await().until(() -> state(process) == 'S');
      process.pause();
      await().until(() -> state(process) == 'T');
      process.resume();
      await().until(() -> state(process) == 'S');
      process.pause();
      await().until(() -> state(process) == 'T');
      ended = process;
    }
    assertThat(ended.isAlive()).isFalse();
  }

  private static GatewayLauncher standIn(String script) {
    return GatewayProcess.named("stand-in").command(List.of("sh", "-c", script, "sh"));
  }

  private static char state(GatewayProcess process) throws IOException {
    String stat = Files.readString(Path.of("/proc/" + process.pid() + "/stat"));
    return stat.charAt(stat.lastIndexOf(')') + 2);
  }
}
