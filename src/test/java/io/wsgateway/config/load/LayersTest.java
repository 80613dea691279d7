package io.wsgateway.config.load;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import io.wsgateway.config.GatewayConfig;
import io.wsgateway.config.LimitsConfig;
import io.wsgateway.config.OriginsConfig;
import io.wsgateway.config.RuleConfig;
import io.wsgateway.config.text.ConfigText;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LayersTest {
  private static Vertx vertx;

  @TempDir Path directory;

  @BeforeAll
  static void start() {
    vertx = Vertx.vertx();
  }

  @AfterAll
  static void stop() {
    vertx.close().toCompletionStage().toCompletableFuture().join();
  }

  @Test
  void aLaterSourceWins() throws IOException {
    Path file =
        file("limits: {connections: 1, messageBytes: 1, tcpConnections: 9, messageSeconds: 1}");
    LoadedConfig loaded =
        load(
            file,
            Map.of("WSGATEWAY_LIMITS_MESSAGE_BYTES", "2", "WSGATEWAY_LIMITS_MESSAGE_SECONDS", "2"),
            "limits.messageSeconds=3");
    LimitsConfig limits = loaded.config().limits();
    assertThat(limits.connections()).isEqualTo(1);
    assertThat(limits.messageBytes()).isEqualTo(2);
    assertThat(limits.messageSeconds()).isEqualTo(3);
    assertThat(limits.messageFragments()).isEqualTo(1024);
    assertThat(loaded.layers().of("limits.connections")).isEqualTo(file.toString());
    assertThat(loaded.layers().of("limits.messageBytes"))
        .isEqualTo("WSGATEWAY_LIMITS_MESSAGE_BYTES");
    assertThat(loaded.layers().of("limits.messageSeconds")).isEqualTo("--set");
    assertThat(loaded.layers().of("limits.messageFragments")).isEqualTo("default");
  }

  @Test
  void aListReplacesAndAGroupIsMerged() throws IOException {
    Path file = file("origins: {allow: [https://a, https://b], require: true}");
    LoadedConfig loaded = load(file, Map.of("WSGATEWAY_ORIGINS_ALLOW", "https://c, https://d"));
    assertThat(loaded.config().origins())
        .isEqualTo(new OriginsConfig(List.of("https://c", "https://d"), true));
  }

  @Test
  void aVariableHoldsWhatItsKeyDeclares() {
    LoadedConfig loaded =
        load(
            null,
            Map.of(
                "WSGATEWAY_NODE_NAME", "00123",
                "WSGATEWAY_ORIGINS_ALLOW", "['https://a']",
                "WSGATEWAY_CHANNELS_NAMESPACES", "{room: {slowConsumer: latest}}",
                "WSGATEWAY_ENDPOINTS", "[{path: /ws, channel: \"room:a\", welcome: \"1,2\"}]"));
    assertThat(loaded.config().node().name()).isEqualTo("00123");
    assertThat(loaded.config().origins().allow()).containsExactly("https://a");
    assertThat(loaded.config().endpoints().get(0).welcome()).isEqualTo("1,2");
    assertThat(loaded.config().channels().rules().find("room:a")).isPresent();
    assertThat(loaded.warnings()).isEmpty();
  }

  @Test
  void theCommandLineReachesIntoMapsAndLists() throws IOException {
    Path file = file("channels: {namespaces: {room: {slowConsumer: latest}}}");
    GatewayConfig config =
        load(
                file,
                Map.of(),
                "channels.namespaces.room.minIntervalMillis=50",
                "endpoints=[{path: /ws, channel: \"room:a\"}]",
                "origins.allow=",
                "http.tls=null")
            .config();
    assertThat(config.channels().namespaces().get("room").slowConsumer()).hasToString("LATEST");
    assertThat(config.channels().namespaces().get("room").minIntervalMillis()).isEqualTo(50);
    assertThat(config.endpoints()).hasSize(1);
  }

  @Test
  void anUnknownVariableIsAWarning() {
    LoadedConfig loaded =
        load(null, Map.of("WSGATEWAY_HTTP_PROT", "1", "OTHER", "1", "WSGATEWAY_ENDPOINTS", "[]"));
    assertThat(loaded.warnings())
        .contains(
            "WSGATEWAY_HTTP_PROT does not match any key and is ignored; the nearest is"
                + " WSGATEWAY_HTTP_PORT")
        .noneMatch(line -> line.contains("OTHER"));
  }

  @Test
  void aProblemNamesTheVariableOrTheOption() {
    assertThat(failures(null, Map.of("WSGATEWAY_HTTP_PORT", "tcp://10.0.0.1:80")))
        .containsExactly(
            "http.port (from WSGATEWAY_HTTP_PORT): \"tcp://10.0.0.1:80\" is given; allowed: 0 to"
                + " 65535; this looks like a Kubernetes service link: set enableServiceLinks:"
                + " false in the pod");
    assertThat(failures(null, Map.of(), "http.prot=1"))
        .containsExactly("http.prot (from --set): unknown key; the nearest known one is http.port");
    assertThat(failures(null, Map.of("WSGATEWAY_ENDPOINTS", "[{"), "http.port", "a..b=1", "api={"))
        .hasSize(4)
        .anyMatch(
            line -> line.startsWith("endpoints (from WSGATEWAY_ENDPOINTS): is not valid YAML"))
        .anyMatch(line -> line.startsWith("--set: needs key=value"))
        .anyMatch(line -> line.startsWith("--set \"a..b\": needs a full key"))
        .anyMatch(line -> line.startsWith("--set api: is not valid YAML"));
  }

  @Test
  void theNameAndAddressesOfThePodAreDerived() {
    assertThat(load(null, Map.of("HOSTNAME", "pod-1")).config().node().name()).isEqualTo("pod-1");
    GatewayConfig config = load(null, Map.of("POD_IP", "10.1.2.3")).config();
    assertThat(config.cluster().host()).isEqualTo("10.1.2.3");
    assertThat(config.eventBus().host()).isEqualTo("10.1.2.3");
    GatewayConfig set = load(null, Map.of("POD_IP", "10.1.2.3"), "cluster.host=a").config();
    assertThat(set.eventBus().host()).isEqualTo("a");
  }

  @Test
  void aFileThatCannotBeReadIsOneSentence() throws IOException {
    Path missing = directory.resolve("missing.yaml");
    assertThat(failures(missing, Map.of())).containsExactly(missing + " does not exist");
    assertThat(failures(directory, Map.of())).containsExactly(directory + " is not a file");
    Path binary = Files.write(directory.resolve("binary"), new byte[] {'a', (byte) 0xff});
    assertThat(failures(binary, Map.of())).containsExactly(binary + " is not UTF-8 text");
    Path list = file("- a");
    assertThat(failures(list, Map.of()))
        .containsExactly(list + " must be a map of keys, such as \"http: { port: 8080 }\"");
    Path twice = file("http: {port: 1}\nhttp: {port: 2}");
    assertThat(failures(twice, Map.of()))
        .containsExactly(
            twice + " has the key \"http\" twice (line 2, column 1): merge the two into one");
  }

  @Test
  void aFileThatIsTooLargeOrAPipeIsOneSentence() throws IOException {
    Path large = Files.write(directory.resolve("large"), new byte[ConfigText.MAX_BYTES + 1]);
    assertThat(failures(large, Map.of()))
        .containsExactly(large + " is larger than 3145728 bytes, which is the limit");
    assertThat(failures(Path.of("/dev/null"), Map.of()))
        .containsExactly("/dev/null is not a file; use --config - to read standard input");
  }

  /** As other tools write it: tabs, {@code \\/}, every value in its type. */
  @Test
  void aFileMayBeJson() throws IOException {
    Path file =
        file(
            """
            {
            \t"http": {
            \t\t"port": 9000
            \t},
            \t"demo": {"enabled": true},
            \t"endpoints": [{"path": "\\/ws", "channel": "chat", "reply": null}],
            \t"origins.allow": ["https:\\/\\/a.example"]
            }
            """);
    LoadedConfig loaded =
        load(file, Map.of("WSGATEWAY_HTTP_ALLOWED_HOSTS", "[\n\t\"a\\u002eexample\"\n]"));
    assertThat(loaded.config().http().port()).isEqualTo(9000);
    assertThat(loaded.config().http().allowedHosts()).containsExactly("a.example");
    assertThat(loaded.config().demo().enabled()).isTrue();
    assertThat(loaded.config().endpoints().get(0).path()).isEqualTo("/ws");
    assertThat(loaded.config().origins().allow()).containsExactly("https://a.example");
    assertThat(failures(file("{\n\t\"http\": {\n\t\t\"prot\": 1}}"), Map.of()))
        .containsExactly("http.prot: unknown key; the nearest known one is http.port (line 3)");
    Path twice = file("{\"http\": {}, \"http\": {}}");
    assertThat(failures(twice, Map.of()))
        .containsExactly(
            twice + " has the key \"http\" twice (line 1, column 14): merge the two into one");
  }

  @Test
  void aRuleMayMergeAnother() throws IOException {
    Path file =
        file(
            """
            channels:
              default: &rule {slowConsumer: latest, minIntervalMillis: 50}
              namespaces:
                room:
                  <<: *rule
                  minIntervalMillis: 70
            """);
    RuleConfig room = load(file, Map.of()).config().channels().namespaces().get("room");
    assertThat(room.slowConsumer()).hasToString("LATEST");
    assertThat(room.minIntervalMillis()).isEqualTo(70);
  }

  @Test
  void aFileWithoutContentIsTaken() throws IOException {
    assertThat(load(file(""), Map.of()).config()).isEqualTo(ConfigLoader.parse("").config());
    assertThat(load(file("# only\n# this\n"), Map.of()).config())
        .isEqualTo(ConfigLoader.parse("").config());
  }

  @Test
  void aFileIsNeverLookedForOnTheClassPath() {
    assertThat(failures(Path.of("logback.xml"), Map.of()))
        .containsExactly("logback.xml does not exist");
  }

  private Path file(String text) throws IOException {
    return Files.writeString(Files.createTempFile(directory, "config", ".yaml"), text, UTF_8);
  }

  private static List<String> failures(
      @Nullable Path file, Map<String, String> environment, String... sets) {
    return Failures.of(() -> load(file, environment, sets));
  }

  private static LoadedConfig load(
      @Nullable Path file, Map<String, String> environment, String... sets) {
    ConfigSources sources = new ConfigSources(file, environment, List.of(sets));
    return Loading.await(ConfigLoader.load(vertx, sources));
  }
}
