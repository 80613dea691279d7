package io.wsgateway.config.load;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import io.wsgateway.config.GatewayConfig;
import io.wsgateway.config.reference.EffectiveYaml;
import io.wsgateway.config.schema.VariableNames;
import io.wsgateway.config.text.KeyPaths;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A variable or option without a value is not set: nothing below it is lost. */
class UnsetTest {
  private static final String FILE =
      """
      http: {port: 9000, tls: null, trustedProxies: [10.0.0.0/8], allowedHosts: [a.example]}
      node: {name: here}
      api: {keys: [{name: a, key: 01234567890123456789012345678901, scopes: [read]}]}
      endpoints: [{path: /ws, channel: "room:a"}]
      origins: {allow: ["https://a.example"], require: true}
      channels: {namespaces: {room: {slowConsumer: latest}}}
      """;

  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        " \t\n ",
        "\u00a0",
        "\uFEFF",
        "\"\"",
        "''",
        " \"\" ",
        "null",
        "NULL",
        "~",
        "# a comment",
        "  # one\n# two",
        "---",
        "null # a comment"
      })
  void noKeyLosesItsValueToAVariableOrOptionWithoutOne(String text) {
    VariableNames.keysByName()
        .forEach(
            (name, path) -> {
              JsonObject below = new JsonObject();
              OverrideText.put(below, KeyPaths.names(path), "below");
              JsonObject before = below.copy();
              List<String> problems = new ArrayList<>();
              Environment.layer(Map.of(name, text), problems, new ArrayList<>()).over(below);
              CommandLine.layer(List.of(path + "=" + text), problems, new ArrayList<>())
                  .over(below);
              assertThat(below).as(name).isEqualTo(before);
              assertThat(problems).isEmpty();
            });
  }

  @ParameterizedTest
  @ValueSource(strings = {",", " , ,", ""})
  void aListWithoutElementsBetweenItsCommasIsNotSet(String text) throws IOException {
    LoadedConfig loaded =
        load(
            Map.of("WSGATEWAY_ORIGINS_ALLOW", text, "WSGATEWAY_HTTP_ALLOWED_HOSTS", text),
            "http.trustedProxies=" + text);
    assertThat(loaded.config().origins()).isEqualTo(load(Map.of()).config().origins());
    assertThat(loaded.config().http()).isEqualTo(load(Map.of()).config().http());
  }

  @Test
  void allVariablesMayBeEmptyAtOnce() throws IOException {
    Map<String, String> empty = new java.util.HashMap<>();
    VariableNames.keysByName().keySet().forEach(name -> empty.put(name, ""));
    LoadedConfig loaded = load(empty);
    assertThat(loaded.config().api().keys()).hasSize(1);
    assertThat(loaded.config().http().port()).isEqualTo(9000);
    assertThat(loaded.config().http().tls()).isNull();
    assertThat(loaded.config().cluster()).isEqualTo(ConfigLoader.parse("").config().cluster());
    assertThat(loaded.warnings()).isEqualTo(load(Map.of()).warnings());
  }

  @Test
  void emptyListsAndMapsClearWhatTheFileGives() throws IOException {
    GatewayConfig variables =
        load(Map.of(
                "WSGATEWAY_API_KEYS", "[]",
                "WSGATEWAY_ENDPOINTS", " [ ] # none",
                "WSGATEWAY_ORIGINS_ALLOW", "[]",
                "WSGATEWAY_CHANNELS_NAMESPACES", "{}"))
            .config();
    GatewayConfig options =
        load(Map.of(), "api.keys=[]", "endpoints=[]", "origins.allow=[]", "channels.namespaces={}")
            .config();
    assertThat(variables).isEqualTo(options);
    assertThat(variables.api().keys()).isEmpty();
    assertThat(variables.endpoints()).isEmpty();
    assertThat(variables.origins().allow()).isEmpty();
    assertThat(variables.channels().namespaces()).isEmpty();
  }

  /** Only a whole map is cleared: a group, and a rule of a map, are merged key by key. */
  @Test
  void anEmptyGroupClearsNothing() throws IOException {
    GatewayConfig config =
        load(
                Map.of("WSGATEWAY_CHANNELS_NAMESPACES", "{room: {}, hall: }"),
                "origins={}",
                "channels.namespaces.room={slowConsumer: null}")
            .config();
    assertThat(config.origins().require()).isTrue();
    assertThat(config.channels().namespaces()).containsOnlyKeys("room", "hall");
    assertThat(config.channels().namespaces().get("room").slowConsumer()).hasToString("LATEST");
  }

  @Test
  void aListMayBeWrittenAsABlock() throws IOException {
    String block = "- https://b.example\n- 'https://c.example'\n";
    assertThat(load(Map.of("WSGATEWAY_ORIGINS_ALLOW", block)).config().origins().allow())
        .containsExactly("https://b.example", "https://c.example");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "WSGATEWAY_ORIGINS_ALLOW | null | ; for the text null write [\"null\"]",
        "WSGATEWAY_API_KEYS | ~ | ; [] clears the list",
        "WSGATEWAY_API_KEYS | '# none' | ; [] clears the list",
        "WSGATEWAY_CHANNELS_NAMESPACES | null | ; {} clears the map",
        "WSGATEWAY_NODE_NAME | null | ''"
      })
  void whatWasWrittenWithoutBeingAValueIsWarnedAbout(String name, String text, String more)
      throws IOException {
    String warning = " has no value, which counts as not set" + more;
    assertThat(load(Map.of(name, text)).warnings()).contains(name + warning);
    String key = VariableNames.keysByName().get(name);
    assertThat(load(Map.of(), key + "=" + text).warnings()).contains("--set " + key + warning);
  }

  @Test
  void anOptionWithoutValueIsWarnedAboutAndItsKeyIsChecked() throws IOException {
    assertThat(load(Map.of(), "api.keys=").warnings())
        .contains("--set api.keys has no value, which counts as not set; [] clears the list");
    assertThat(Failures.of(() -> load(Map.of(), "http.prot=")))
        .containsExactly("http.prot (from --set): unknown key; the nearest known one is http.port");
  }

  @Test
  void printNamesTheSourceThatCountsAndTheVariableThatDoesNot() throws IOException {
    Map<String, String> environment =
        Map.of(
            "WSGATEWAY_API_KEYS", "",
            "WSGATEWAY_HTTP_PORT", "",
            "WSGATEWAY_HTTP_HOST", "",
            "WSGATEWAY_ENDPOINTS", "[]",
            "WSGATEWAY_ORIGINS_ALLOW", "https://b.example",
            "WSGATEWAY_CHANNELS_NAMESPACES", "{room: {minIntervalMillis: 50}}");
    LoadedConfig loaded = load(environment, "node.name=there");
    String file = folder.resolve("a.yaml").toString();
    assertThat(EffectiveYaml.write(loaded).lines())
        .contains(
            "  keys:  # " + file + "; WSGATEWAY_API_KEYS is empty and ignored",
            "  port: 9000  # " + file + "; WSGATEWAY_HTTP_PORT is empty and ignored",
            "  host: \"0.0.0.0\"  # default; WSGATEWAY_HTTP_HOST is empty and ignored",
            "endpoints: []  # WSGATEWAY_ENDPOINTS",
            "  allow: [\"https://b.example\"]  # WSGATEWAY_ORIGINS_ALLOW",
            "      slowConsumer: latest  # " + file,
            "      minIntervalMillis: 50  # WSGATEWAY_CHANNELS_NAMESPACES",
            "  name: there  # --set");
    LoadedConfig cleared = load(Map.of("WSGATEWAY_CHANNELS_NAMESPACES", "{}"), "endpoints=[]");
    assertThat(EffectiveYaml.write(cleared).lines())
        .contains("  namespaces: {}  # WSGATEWAY_CHANNELS_NAMESPACES", "endpoints: []  # --set");
    LoadedConfig unset = load(Map.of("WSGATEWAY_CHANNELS_NAMESPACES", ""));
    assertThat(EffectiveYaml.write(unset).lines())
        .contains("  namespaces:  # WSGATEWAY_CHANNELS_NAMESPACES is empty and ignored");
  }

  @Test
  void aProblemNamesTheVariableThatIsEmpty() {
    Map<String, String> environment =
        Map.of("WSGATEWAY_HTTP_TLS_CERT", "a", "WSGATEWAY_HTTP_TLS_KEY", "");
    assertThat(
            Failures.of(() -> ConfigLoader.load(new ConfigSources(null, environment, List.of()))))
        .anyMatch(
            line ->
                line.startsWith(
                    "http.tls.key (WSGATEWAY_HTTP_TLS_KEY is empty and ignored): is required"));
  }

  private LoadedConfig load(Map<String, String> environment, String... sets) throws IOException {
    Path file = Files.writeString(folder.resolve("a.yaml"), FILE);
    return ConfigLoader.load(new ConfigSources(file, environment, List.of(sets)));
  }
}
