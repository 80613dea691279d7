package io.wsgateway.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.wsgateway.kit.GatewayLauncher;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/**
 * The built jar where the locale's character set is not UTF-8, as in most minimal containers. A
 * shell makes the bytes, since this JVM may run in any locale itself.
 */
@EnabledOnOs(OS.LINUX)
class LocaleIT {
  private static final String ENDPOINTS =
      "[{path: /ws, channel: chat, welcome: Gr\\303\\274\\303\\237}]";

  @TempDir Path folder;

  @Test
  void aVariableOrOptionThatIsNotDecodedIsRefused() throws Exception {
    Run run =
        run(
            "export LC_ALL=C WSGATEWAY_ENDPOINTS=\"$(printf '" + ENDPOINTS + "')\"",
            "--set \"metrics.path=/$(printf '\\303\\266')\"");
    assertThat(run.code).isEqualTo(1);
    assertThat(run.output.lines())
        .hasSize(2)
        .allMatch(line -> line.contains("start with LANG=C.UTF-8"))
        .anyMatch(line -> line.startsWith("endpoints (from WSGATEWAY_ENDPOINTS): "))
        .anyMatch(line -> line.startsWith("--set metrics.path: "));
  }

  @Test
  void aFileThatCannotBeNamedIsToldTheCure() throws Exception {
    Run option = run("export LC_ALL=POSIX", "--config \"$(printf '\\303\\266.yaml')\"");
    assertThat(option.code).isEqualTo(2);
    assertThat(option.output).contains("'--config'", "start with LANG=C.UTF-8");
    Files.writeString(folder.resolve("tls.yaml"), "http: {tls: {cert: ö.crt, key: ö.key}}");
    Run key = run("export LC_ALL=C", "--config tls.yaml");
    assertThat(key.code).isEqualTo(1);
    assertThat(key.output.lines())
        .hasSize(2)
        .allMatch(line -> line.contains("start with LANG=C.UTF-8"))
        .anyMatch(
            line ->
                line.startsWith(
                    "http.tls.cert: the file \"ö.crt\" has a name that cannot be encoded"));
  }

  @Test
  void whatIsPrintedIsUtf8InAnyLocale() throws Exception {
    Run run = run("export LC_ALL=C; printf 'endpoints: " + ENDPOINTS + "' |", "--config - --print");
    assertThat(run.code).isZero();
    assertThat(run.output).contains("welcome: \"Grüß\"");
  }

  @Test
  void inAnUtf8LocaleEverythingIsReadAsItIs() throws Exception {
    Run run =
        run(
            "export LC_ALL=C.UTF-8 WSGATEWAY_ENDPOINTS=\"$(printf '"
                + ENDPOINTS
                + "')\"\n"
                + "f=\"$(printf '\\303\\266.yaml')\"; echo 'http: {port: 9000}' > \"$f\"",
            "--print --config \"$f\"");
    assertThat(run.code).isZero();
    assertThat(run.output).contains("welcome: \"Grüß\"", "port: 9000  # ö.yaml");
  }

  private Run run(String before, String arguments) throws IOException, InterruptedException {
    Path output = folder.resolve("output");
    List<String> command = new ArrayList<>();
    command.addAll(List.of("sh", "-c", before + "\n\"$@\" check-config " + arguments, "sh"));
    command.addAll(GatewayLauncher.jvm("-Xmx128m", "-XX:TieredStopAtLevel=1"));
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(output.toFile());
    builder.environment().keySet().removeIf(name -> name.matches("LANG|LC_.*|WSGATEWAY_.*"));
    Process process = builder.start();
    try {
      assertThat(process.waitFor(2, TimeUnit.MINUTES)).isTrue();
    } finally {
      process.destroyForcibly();
    }
    return new Run(process.exitValue(), Files.readString(output, UTF_8));
  }

  private record Run(int code, String output) {}
}
