package io.wsgateway.config.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.wsgateway.config.GatewayConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** One row per problem with a single value; the checks across values have tests of their own. */
class ConfigErrorsTest {
  static Stream<Arguments> problems() {
    return Stream.of(
        arguments("limts: {}", "limts: unknown key; the nearest known one is limits"),
        arguments(
            "limits: {mesageBytes: 5}",
            "limits.mesageBytes: unknown key; the nearest known one is limits.messageBytes"),
        arguments(
            "messageBytes: 5",
            "messageBytes: unknown key; the nearest known one is limits.messageBytes"),
        arguments(
            "drain: {x: 1}",
            "drain.x: unknown key; known keys here: acceptSeconds, windowSeconds,"),
        arguments(
            "endpoints: [{path: /, channel: a, replay: b}]",
            "endpoints[0].replay: unknown key; the nearest known one is endpoints[0].reply"),
        arguments(
            "origins.alow: []",
            "origins.alow: unknown key; the nearest known one is origins.allow"),
        arguments(
            "api: {keys: [{name: a, key: 01234567890123456789012345678901, scopes: [publish, x]}]}",
            "api.keys[0].scopes[1]: \"x\" is given; allowed: publish, read, manage"),
        arguments(
            "endpoints: [{path: /a, channel: a, schema: src/test/resources/schema/price.json}]",
            "endpoints[0].schema: needs data: json"),
        arguments(
            "endpoints: [{path: /a, channel: a, onInvalid: drop}]",
            "endpoints[0].onInvalid: needs data: json"),
        arguments(
            "endpoints: [{path: /a, channel: a, data: json, schema: none.json}]",
            "endpoints[0].schema: the file \"none.json\" does not exist"),
        arguments(
            "channels: {default: {schema: src/test/resources/schema/broken.json}}",
            "channels.default.schema: the file \"src/test/resources/schema/broken.json\" at /type"
                + " must name types:"),
        arguments(
            "channels: {namespaces: {a: {schema: src/test/resources}}}",
            "channels.namespaces.a.schema: the file \"src/test/resources\" is not a file"),
        arguments("http: {port: http}", "http.port: \"http\" is given; allowed: 0 to 65535"),
        arguments("http: {port: 65536}", "http.port: \"65536\" is given; allowed: 0 to 65535"),
        arguments("http: {port: -1}", "http.port: \"-1\" is given; allowed: 0 to 65535"),
        arguments("http: {port: 8e3}", "http.port: \"8e3\" is given; allowed: 0 to 65535"),
        arguments(
            "http: {port: 99999999999999999999}",
            "http.port: \"99999999999999999999\" is given; allowed: 0 to 65535"),
        arguments("http: {port: [80]}", "http.port: a list is given; allowed: 0 to 65535"),
        arguments("http: {port: {a: 1}}", "http.port: a group of keys is given; allowed: 0 to"),
        arguments(
            "limits: {messageBytes: 64k}",
            "limits.messageBytes: \"64k\" is given; allowed: 1 to 67108864 bytes; write 65536"),
        arguments(
            "limits: {hubQueueBytes: 2 MiB}",
            "limits.hubQueueBytes: \"2 MiB\" is given; allowed: 65536 to 17179869184 bytes;"
                + " write 2097152"),
        arguments("http: {port: 8k}", "http.port: \"8k\" is given; allowed: 0 to 65535"),
        arguments("http: 80", "http: \"80\" is given; allowed: a group with the keys host, port,"),
        arguments("endpoints: /ws", "endpoints: \"/ws\" is given; allowed: a list of groups, each"),
        arguments("endpoints: [/ws]", "endpoints[0]: \"/ws\" is given; allowed: a group with the"),
        arguments("endpoints: [null]", "endpoints[0]: has no value; allowed: a group with"),
        arguments(
            "origins: {allow: a}", "origins.allow: \"a\" is given; allowed: a list of: scheme"),
        arguments(
            "channels: {namespaces: a}", "channels.namespaces: \"a\" is given; allowed: names"),
        arguments(
            "channels: {namespaces: {a b: {}}}",
            "channels.namespaces.\"a b\": is not a valid name here; allowed: namespaces of 1 to 64"),
        arguments("demo: {enabled: yes}", "demo.enabled: \"yes\" is given; allowed: true or false"),
        arguments(
            "logging: {level: loud}",
            "logging.level: \"loud\" is given; allowed: error, warn, info, debug, trace"),
        arguments(
            "channels: {default: {slowConsumer: drop_oldest}}",
            "channels.default.slowConsumer: \"drop_oldest\" is given; allowed: disconnect,"
                + " dropOldest, latest"),
        arguments("http: {tls: {cert: a}}", "http.tls.key: is required; allowed: the path of"),
        arguments(
            "endpoints: [{path: /ws}]", "endpoints[0].channel: is required; allowed: a channel"),
        arguments(
            "node: {name: \"a b\"}", "node.name: \"a b\" is given; allowed: 1 to 128 letters"),
        arguments(
            "node: {name: \"a\\nb\"}", "node.name: \"a\\u000ab\" is given; allowed: 1 to 128"),
        arguments(
            "node: {name: \"" + "é".repeat(99) + "\"}", "node.name: \"" + "é".repeat(60) + "…\""),
        arguments(
            "metrics: {path: metrics}", "metrics.path: \"metrics\" is given; allowed: a path"),
        arguments(
            "eventBus: {prefix: a b}", "eventBus.prefix: \"a b\" is given; allowed: 1 to 64"));
  }

  @ParameterizedTest
  @MethodSource("problems")
  void aProblemIsOneLineWithPathValueAndRemedy(String yaml, String line) {
    assertThat(Failures.ofText(yaml))
        .filteredOn(problem -> problem.startsWith(line))
        .as("%s", Failures.ofText(yaml))
        .hasSize(1)
        .allMatch(problem -> !problem.contains("\n"));
  }

  @Test
  void allProblemsAreReportedAtOnceAndOnce() {
    List<String> problems =
        Failures.ofText(
            """
            htp: {}
            http: {port: x, trustedProxies: [here]}
            endpoints: [{path: ws, channel: "none:a", onMessage: shout}]
            limits: {connections: 0}
            """);
    assertThat(problems.stream().map(problem -> problem.substring(0, problem.indexOf(':'))))
        .containsExactlyInAnyOrder(
            "htp",
            "http.port",
            "http.trustedProxies[0]",
            "endpoints[0].path",
            "endpoints[0].onMessage",
            "limits.connections");
  }

  @Test
  void aHostWithoutSchemeIsToldTheWholeOrigin() {
    assertThat(
            Failures.ofText(
                "origins: {allow: [app.example.com, 'https://a.example/chat', 'file:///a', 'a b']}"))
        .satisfiesExactly(
            host -> assertThat(host).endsWith("; write https://app.example.com"),
            url -> assertThat(url).endsWith("; write https://a.example"),
            file -> assertThat(file).endsWith("; write file://"),
            none -> assertThat(none).endsWith("\"null\""));
  }

  @Test
  void aBareNullInAListIsToldToBeQuoted() {
    assertThat(Failures.ofText("origins: {allow: [null, ~]}"))
        .hasSize(2)
        .allMatch(line -> line.endsWith("; for the word null, write \"null\" in quotes"));
  }

  @Test
  void problemsOfAFileNameItsLines(@TempDir Path folder) throws IOException {
    String yaml =
        """
        # a comment
        http:
          prot: 80
        limits.messageBytes: 64k
        endpoints:
          - path: /ws
          - path: /b
            chanel: b
            channel: b
        """;
    Path file = Files.writeString(folder.resolve("a.yaml"), yaml);
    ConfigSources sources = new ConfigSources(file, Map.of(), List.of("demo.enabled=x"));
    assertThat(Failures.of(() -> ConfigLoader.load(sources)))
        .hasSize(5)
        .anyMatch(line -> line.startsWith("http.prot: ") && line.endsWith(" (line 3)"))
        .anyMatch(line -> line.startsWith("limits.messageBytes: ") && line.endsWith(" (line 4)"))
        .anyMatch(line -> line.startsWith("endpoints[0].channel: ") && line.endsWith(" (line 6)"))
        .anyMatch(line -> line.startsWith("endpoints[1].chanel: ") && line.endsWith(" (line 8)"))
        .anyMatch(
            line -> line.startsWith("demo.enabled (from --set): ") && !line.contains("(line"));
  }

  @Test
  void whatFollowsFromABadValueIsNoProblemOfItsOwn() {
    // The bad port would be replaced by its default, which is the other's.
    assertThat(Failures.ofText("http: {port: x}\nmanagement: {port: 8080}"))
        .containsExactly("http.port: \"x\" is given; allowed: 0 to 65535");
  }

  @Test
  void nothingIsTakenForAnotherTypeThanItLooks() {
    GatewayConfig config =
        ConfigLoader.parse(
                "node: {name: 0123}\n"
                    + "endpoints: [{path: /, channel: no, welcome: 2026-01-01, reply: 1.50}]")
            .config();
    assertThat(config.node().name()).isEqualTo("0123");
    assertThat(config.endpoints().get(0).channel()).isEqualTo("no");
    assertThat(config.endpoints().get(0).welcome()).isEqualTo("2026-01-01");
    assertThat(config.endpoints().get(0).reply()).isEqualTo("1.50");
  }

  @Test
  void aKeyWithoutValueHasItsDefault() {
    GatewayConfig config = ConfigLoader.parse("limits:\nhttp: {port: , tls: null}").config();
    assertThat(config.limits()).isEqualTo(ConfigLoader.parse("").config().limits());
    assertThat(config.http().port()).isEqualTo(8080);
    assertThat(config.http().tls()).isNull();
  }
}
