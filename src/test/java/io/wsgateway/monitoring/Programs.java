package io.wsgateway.monitoring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** The programs of Debian's package {@code prometheus}. */
final class Programs {
  static final Path PROMETHEUS = Path.of("/usr/bin/prometheus");
  private static final Path PROMTOOL = Path.of("/usr/bin/promtool");

  private Programs() {}

  /** Skips a test where they are not installed. */
  static void assumeInstalled() {
    assumeTrue(
        Stream.of(PROMETHEUS, PROMTOOL).allMatch(Files::isExecutable),
        "no /usr/bin/prometheus and /usr/bin/promtool: install the package prometheus");
  }

  /** Runs promtool, which must be content. */
  static void promtool(String... arguments) throws IOException, InterruptedException {
    List<String> line = new ArrayList<>(List.of(PROMTOOL.toString()));
    line.addAll(List.of(arguments));
    Process process = new ProcessBuilder(line).redirectErrorStream(true).start();
    process.getOutputStream().close();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as("%s said:%n%s", String.join(" ", line), output).isZero();
  }
}
