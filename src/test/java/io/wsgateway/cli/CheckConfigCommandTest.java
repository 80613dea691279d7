package io.wsgateway.cli;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

class CheckConfigCommandTest {
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @Test
  void aGoodFileIsSaidToBeValid() {
    assertThat(run("--config", "config/gateway.yaml")).isZero();
    assertThat(out.toString()).isEqualToIgnoringNewLines("config/gateway.yaml is valid");
    assertThat(err.toString().lines())
        .singleElement()
        .asString()
        .startsWith("warning: http.allowedHosts is not set");
  }

  @Test
  void problemsGoToTheErrorOutputWithoutStackTrace() {
    assertThat(run("--config", "config/gateway.yaml", "--set", "http.port=x", "--set", "a=b"))
        .isEqualTo(1);
    assertThat(out.toString()).isEmpty();
    assertThat(err.toString().lines())
        .containsExactly(
            "a (from --set): unknown key; known keys here: node, http, management, api, endpoints,"
                + " centrifugo, origins, auth, channels, limits, keepAlive, admission, drain,"
                + " history, rpc, events, hooks, eventBus, cluster, metrics, logging, demo",
            "http.port (from --set): \"x\" is given; allowed: 0 to 65535");
  }

  @Test
  void filesOfSecretsNeedNotBeHereWhenTheyAreNotLookedAt() {
    String[] sets = {"--config", "src/test/resources/secret-files.yaml"};
    assertThat(run(sets)).isEqualTo(1);
    assertThat(err.toString().lines().filter(line -> line.contains("does not exist"))).hasSize(9);
    assertThat(run("--no-secret-files", sets[0], sets[1])).isZero();
    assertThat(run("--no-secret-files", sets[0], sets[1], "--print")).isZero();
    assertThat(out.toString()).contains("key: \"***\"");
  }

  @Test
  void theRestIsCheckedWithoutTheFilesOfSecretsToo() {
    assertThat(run("--no-secret-files", "--set", "api.keys=[{name: a, key: short, scopes: []}]"))
        .isEqualTo(1);
    assertThat(err.toString()).contains("api.keys[0].scopes").contains("api.keys[0].key");
  }

  @Test
  void warningsDoNotFail() {
    assertThat(run()).isZero();
    assertThat(err.toString()).startsWith("warning: no endpoint is configured");
  }

  @Test
  void printShowsWhatResultsAndFromWhere() {
    assertThat(run("--config", "config/demo.yaml", "--print")).isZero();
    assertThat(out.toString())
        .contains("  enabled: true  # config/demo.yaml", "key: \"***\"")
        .doesNotContain("demo-only-key");
  }

  @Test
  void aMinusReadsStandardInput() {
    assertThat(runWith("http: {port: 9000}\nendpoints: [{path: /ws, channel: a}]", "--print"))
        .isZero();
    assertThat(out.toString()).contains("  port: 9000  # standard input");
    assertThat(runWith("{\"http\":\n{\"prot\": 1}}")).isEqualTo(1);
    assertThat(err.toString())
        .contains("http.prot: unknown key; the nearest known one is http.port (line 2)");
    assertThat(runWith("")).isZero();
    assertThat(out.toString()).contains("standard input is valid");
  }

  @Test
  void standardInputThatIsNoConfigurationIsOneSentence() {
    assertThat(runWith("- a")).isEqualTo(1);
    assertThat(runWith("a: b\na: c")).isEqualTo(1);
    assertThat(runWith("a: \u00ff".getBytes(ISO_8859_1))).isEqualTo(1);
    assertThat(runWith(new byte[4_000_000])).isEqualTo(1);
    assertThat(err.toString().lines())
        .containsExactly(
            "standard input must be a map of keys, such as \"http: { port: 8080 }\"",
            "standard input has the key \"a\" twice (line 2, column 1): merge the two into one",
            "standard input is not UTF-8 text",
            "standard input is larger than 3145728 bytes, which is the limit");
  }

  @Test
  void schemaIsJson() {
    assertThat(run("--schema")).isZero();
    assertThat(new JsonObject(out.toString()).getJsonObject("properties").fieldNames())
        .contains("http", "limits");
  }

  @Test
  void referenceIsMarkdown() {
    assertThat(run("--reference")).isZero();
    assertThat(out.toString()).startsWith("# Configuration");
  }

  @Test
  void anUnknownOptionIsAUsageError() {
    assertThat(run("--confg", "a")).isEqualTo(2);
  }

  private int runWith(String input, String... arguments) {
    return runWith(input.getBytes(UTF_8), arguments);
  }

  private int runWith(byte[] input, String... arguments) {
    InputStream before = System.in;
    System.setIn(new ByteArrayInputStream(input));
    try {
      List<String> all = new ArrayList<>(List.of("--config", "-"));
      all.addAll(List.of(arguments));
      return run(all.toArray(String[]::new));
    } finally {
      System.setIn(before);
    }
  }

  private int run(String... arguments) {
    CommandLine commandLine = new CommandLine(new CheckConfigCommand());
    commandLine.setOut(new PrintWriter(out)).setErr(new PrintWriter(err));
    return commandLine.execute(arguments);
  }
}
