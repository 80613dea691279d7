package io.wsgateway.config.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.wsgateway.config.GatewayConfig;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** One row per combination that is refused. */
class CombinationsTest {
  private static final String KEY_A = "a".repeat(32);
  private static final String KEY_B = "b".repeat(32);

  private static Arguments endpoint(String keys, String line) {
    return arguments("endpoints: [{" + keys + "}]", "endpoints[0]." + line);
  }

  static Stream<Arguments> endpoints() {
    return Stream.of(
        endpoint("path: ws, channel: a", "path: \"ws\" must start with /"),
        endpoint("path: /" + "a".repeat(255) + ", channel: a", "path: \"/aaa"),
        endpoint(
            "path: '/a{b', channel: a",
            "path: \"/a{b\" has a brace that is not part of a placeholder"),
        endpoint("path: '/{a-b}', channel: a", "path: \"/{a-b}\" has a brace"),
        endpoint("path: '/a{b}', channel: a", "path: \"/a{b}\" must consist of segments"),
        endpoint("path: /a//b, channel: a", "path: \"/a//b\" must consist of segments"),
        endpoint("path: /a/../b, channel: a", "path: \"/a/../b\" must consist of segments"),
        endpoint("path: '/%77s', channel: a", "path: \"/%77s\" must consist of segments"),
        endpoint("path: '/a?b', channel: a", "path: \"/a?b\" must consist of segments"),
        endpoint("path: '/{user}', channel: a", "path: {user} is the user's id"),
        endpoint("path: '/{a}/{a}', channel: a", "path: \"/{a}/{a}\" contains a placeholder twice"),
        endpoint(
            "path: /connection/websocket, channel: a",
            "path: \"/connection/websocket\" is already centrifugo.path"),
        endpoint("path: /, channel: ''", "channel: \"\" is empty"),
        endpoint("path: /, channel: " + "a".repeat(256), "channel: \"aaa"),
        endpoint("path: /, channel: \"a\\tb\"", "channel: \"a\\u0009b\" holds a space or another"),
        endpoint("path: /, channel: 'a}'", "channel: \"a}\" has a brace"),
        endpoint(
            "path: /, channel: 'room:a'", "channel: \"room:a\" is in the namespace room, which"),
        endpoint("path: /, channel: 'room:'", "channel: \"room:\" has nothing after its namespace"),
        endpoint("path: /, channel: 'a+b:c'", "channel: \"a+b:c\" has a namespace that is not"),
        endpoint("path: '/{a}', channel: '{b}'", "channel: {b} is not a placeholder of the path"),
        endpoint("path: '/{a}', channel: '{a}:b'", "channel: the namespace must be fixed"),
        endpoint("path: /, channel: 'u-{user}'", "channel: {user} needs auth: token"),
        endpoint("path: /, channel: a, onMessage: echo", "reply: is required with onMessage: echo"),
        endpoint("path: /, channel: a, reply: '{massage}'", "reply: {massage} is unknown"),
        endpoint("path: /, channel: a, reply: '{user}'", "reply: {user} needs auth: token"),
        endpoint("path: /, channel: a, welcome: 'Hi {user}'", "welcome: {user} needs auth: token"),
        endpoint(
            "path: /, channel: a, auth: token, reply: '{room}'",
            "reply: {room} is unknown; the only placeholders are {message} and {user}"),
        endpoint("path: /, channel: a, auth: token", "auth: token needs a key to check tokens"),
        endpoint(
            "path: /, channel: a, auth: hook",
            "auth: hook needs a backend that decides: set hooks.connect.url"),
        endpoint(
            "path: /, channel: 'a:" + "a".repeat(126) + "{user}', auth: token", "channel: \"a:"),
        endpoint(
            "path: /, channel: a, welcome: " + "é".repeat(32_769),
            "welcome: has 65538 bytes; the current limits.messageBytes allows at most 65536"),
        endpoint(
            "path: /, channel: a, reply: " + "x".repeat(65_537),
            "reply: has 65537 bytes; the current limits.messageBytes allows at most 65536"),
        endpoint(
            "path: /, channel: a, subprotocols: [a b]",
            "subprotocols[0]: \"a b\" is given; allowed"),
        endpoint(
            "path: /, channel: a, subprotocols: [a, a]",
            "subprotocols: contains a subprotocol twice"),
        endpoint("path: /, channel: a, subprotocols: [bearer]", "subprotocols: bearer is reserved"),
        endpoint(
            "path: /, channel: a, requireSubprotocol: true",
            "requireSubprotocol: needs subprotocols"));
  }

  static Stream<Arguments> others() {
    return Stream.of(
        arguments(
            "endpoints: [{path: /a, channel: a}, {path: /a, channel: b}]",
            "endpoints[1].path: \"/a\" is already the path of endpoints[0].path"),
        arguments(
            "endpoints: [{path: '/a/{b}', channel: a}, {path: '/a/{c}', channel: b}]",
            "endpoints[1].path: \"/a/{c}\" is already the path of endpoints[0].path"),
        arguments(
            "channels: {namespaces: {room: {}}}\nendpoints: [{path: /a, channel: 'rooms:a'}]",
            "endpoints[0].channel: \"rooms:a\" is in the namespace rooms, which is not configured;"
                + " add channels.namespaces.rooms: {}, or use room"),
        arguments(
            "management: {port: 8080}", "management.port: 8080 is already the value of http.port"),
        arguments(
            "http: {port: 8081}", "http.port: 8081 is already the default of management.port"),
        arguments("api: {port: 8080}", "api.port: 8080 is already the value of http.port"),
        arguments("http: {tls: {cert: nope.pem, key: nope.pem}}", "http.tls.cert: the file \"nope"),
        arguments(
            "http: {tls: {cert: pom.xml, key: pom.xml}}", "http.tls.cert: the file \"pom.xml\""),
        arguments("management: {tls: {cert: a, key: b}}", "management.tls.key: the file \"b\""),
        arguments(
            "http: {trustedProxies: [10.0.0.1]}", "http.trustedProxies[0]: \"10.0.0.1\" is one"),
        arguments(
            "http: {trustedProxies: [10.0.0.0/33]}", "http.trustedProxies[0]: \"10.0.0.0/33\""),
        arguments("http: {trustedProxies: [10.0.0/8]}", "http.trustedProxies[0]: \"10.0.0/8\""),
        arguments(
            "http: {trustedProxies: ['010.0.0.0/8']}",
            "http.trustedProxies[0]: \"010.0.0.0/8\" is given; allowed: CIDRs"),
        arguments(
            "http: {trustedProxies: ['fd00::/129']}", "http.trustedProxies[0]: \"fd00::/129\""),
        arguments(
            "api: {keys: [{name: a, key: b, scopes: [read]}]}", "api.keys[0].key: has 1 bytes"),
        arguments(
            "api: {keys: [{name: a, key: " + KEY_A + "}]}", "api.keys[0].scopes: is required"),
        arguments(
            "api: {keys: [{name: a, key: " + KEY_A + ", scopes: [all]}]}",
            "api.keys[0].scopes[0]: \"all\" is given; allowed: publish, read, manage"),
        arguments(
            "api: {keys: [{name: a, key: 'é" + KEY_A + "', scopes: [read]}]}",
            "api.keys[0].key: contains a character that is not visible ASCII"),
        arguments(keys("a", KEY_A, "a", KEY_B), "api.keys[1].name: \"a\" is already the name of"),
        arguments(keys("a", KEY_A, "b", KEY_A), "api.keys[1].key: is the same as api.keys[0].key"),
        arguments(
            channels("'orders:*', 'a*b'"),
            "api.keys[0].channels[1]: \"a*b\" has a * that is not its last character"),
        arguments(channels("'a**'"), "api.keys[0].channels[0]: \"a**\" has a *"),
        arguments(channels("''"), "api.keys[0].channels[0]: \"\" is empty"),
        arguments(
            channels("'a b'"),
            "api.keys[0].channels[0]: \"a b\" holds a space or another character"),
        arguments(channels("'é*'"), "api.keys[0].channels[0]: \"é*\" holds a space or another"),
        arguments(channels("'a/b:*'"), "api.keys[0].channels[0]: \"a/b:*\" has a namespace"),
        arguments(channels("'orders:'"), "api.keys[0].channels[0]: \"orders:\" has nothing after"),
        arguments(channels("a".repeat(256)), "api.keys[0].channels[0]: \"aaa"),
        arguments(channels("a".repeat(256) + "*"), "api.keys[0].channels[0]: \"aaa"),
        arguments(
            channels("a" + ", a".repeat(100)),
            "api.keys[0].channels: has 101 entries; allowed: at most 100"),
        arguments("logging: {audit: ''}", "logging.audit: \"\" is given; allowed: stdout, or"),
        arguments(
            "auth: {cookie: sid}\norigins: {allow: ['https://a.example', '*']}",
            "origins.allow[1]: \"*\" does not go with auth.cookie"),
        arguments(
            "auth: {cookie: sid}\norigins: {allow: ['null']}",
            "origins.allow[0]: \"null\" does not go with auth.cookie"),
        arguments(
            "endpoints: [{path: /, channel: a, auth: hook}]\norigins: {allow: ['*']}\n"
                + "hooks: {secret: MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw, clientHeaders: [COOKIE],"
                + " connect: {url: 'http://127.0.0.1:1/'}}",
            "origins.allow[0]: \"*\" does not go with Cookie in hooks.clientHeaders"),
        arguments("auth: {cookie: 'a b'}", "auth.cookie: \"a b\" is given; allowed: a cookie"),
        arguments(
            "limits: {tcpConnections: 5}", "limits.tcpConnections: 5 is too small; the current"),
        arguments(
            "limits: {bytesPerSecond: 8191}",
            "limits.bytesPerSecond: 8191 is too small; the current limits.messageBytes requires at least 8192"),
        arguments(
            "limits: {outboundQueueBytes: 1024}", "limits.outboundQueueBytes: 1024 is too small"),
        arguments(
            "limits: {publishQueueBytes: 65536}", "limits.publishQueueBytes: 65536 is too small"),
        arguments(
            "cluster: {enabled: true, relayQueueBytes: 65536}",
            "cluster.relayQueueBytes: 65536 is too small"),
        arguments(
            "keepAlive: {readIdleSeconds: 25}", "keepAlive.readIdleSeconds: 25 is too small"));
  }

  private static String channels(String list) {
    return "api: {keys: [{name: a, key: %s, scopes: [publish], channels: [%s]}]}"
        .formatted(KEY_A, list);
  }

  @Test
  void theLongestNameOfAChannelMayBeListed() {
    String name = "a".repeat(255);
    assertThat(Failures.ofText(channels(name + "x")))
        .singleElement()
        .satisfies(line -> assertThat(line).contains("is longer than 255 bytes"));
    ConfigLoader.parse(channels(name + ", " + name + "*"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"'orders:*'", "orders:1, chat", "'*'", "'room*'", "'orders:a:b*'"})
  void aKeyMayBeLimitedToNamesAndPrefixes(String list) {
    assertThat(ConfigLoader.parse(channels(list)).warnings())
        .noneMatch(line -> line.contains("channels"));
  }

  @Test
  void aLimitedKeyThatMayManageIsWarnedAbout() {
    assertThat(
            ConfigLoader.parse(channels("chat").replace("[publish]", "[publish, manage]"))
                .warnings())
        .anyMatch(line -> line.startsWith("api.keys[0].channels limits the key to channels"));
  }

  private static String keys(String name1, String key1, String name2, String key2) {
    return "api: {keys: [{name: %s, key: %s, scopes: [read]}, {name: %s, key: %s, scopes: [read]}]}"
        .formatted(name1, key1, name2, key2);
  }

  @ParameterizedTest
  @MethodSource({"endpoints", "others"})
  void aCombinationIsRefusedWithItsRemedy(String yaml, String line) {
    List<String> problems = Failures.ofText(yaml);
    assertThat(problems).anyMatch(problem -> problem.startsWith(line));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a.example",
        "https://a.example/",
        "https://a.example/path",
        "https://user@a.example",
        "https://*",
        "https://a.*.example",
        "https://a*.example",
        "https://a.example:0",
        "https://a.example:65536",
        "https://a.example:80*",
        "https://a.example:443",
        "http://a.example:80",
        "*://a.example",
        "https://é.example",
        "https://[::g]",
        "https://*.[::1]",
        "https://a..example",
        "file:///index.html",
        "about:blank",
        "NULL",
        ""
      })
  void anOriginThatCannotMatchIsRefused(String origin) {
    assertThat(Failures.ofText("origins: {allow: ['" + origin + "']}"))
        .singleElement()
        .satisfies(line -> assertThat(line).startsWith("origins.allow[0]: "));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://a.example",
        "https://*.a.example",
        "http://localhost:*",
        "http://localhost:3000",
        "http://10.0.0.1:*",
        "https://[::1]:8443",
        "app://a",
        "HTTPS://A.EXAMPLE",
        "https://*.A.example:*",
        "https://a.example.",
        "http://[2001:DB8::1]",
        "chrome-extension://ABCDEFGHIJKLMNOPABCDEFGHIJKLMNOP",
        "app-with-a-scheme-of-more-than-thirty-two-characters://a",
        "file://",
        "*",
        "null"
      })
  void anOriginOfTheGrammarIsTaken(String origin) {
    assertThat(
            ConfigLoader.parse("origins: {allow: ['" + origin + "']}").config().origins().allow())
        .containsExactly(origin);
  }

  @ParameterizedTest
  @ValueSource(strings = {"/", "/ws", "/websockets/", "/rooms/{room}", "/a/{b}/c/{d}", "/a.b:c@d"})
  void aPathOfTheGrammarIsTaken(String path) {
    assertThat(
            ConfigLoader.parse("endpoints: [{path: '" + path + "', channel: a}]")
                .config()
                .endpoints())
        .hasSize(1);
  }

  @Test
  void bracesThatAreNoPlaceholdersMayStandInAReply() {
    String yaml = "endpoints: [{path: /, channel: a, reply: '{\"got\":\"{message}\"}'}]";
    assertThat(ConfigLoader.parse(yaml).config().endpoints().get(0).reply())
        .isEqualTo("{\"got\":\"{message}\"}");
  }

  @Test
  void freePortsDoNotCollide() {
    GatewayConfig config = ConfigLoader.parse("http: {port: 0}\nmanagement: {port: 0}").config();
    assertThat(config.api().port()).isZero();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://ws.example.com",
        "ws.example.com:443",
        "*.example.com",
        "*",
        "::1",
        "[x]",
        ""
      })
  void aHostIsAnExactNameWithoutPort(String host) {
    assertThat(Failures.ofText("http: {allowedHosts: ['" + host + "']}"))
        .singleElement()
        .asString()
        .startsWith("http.allowedHosts[0]: \"" + host + "\" is given; allowed: exact names");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "http: {port: 0} | true",
        "http: {allowedHosts: [ws.example.com, '[2001:db8::1]']} | false",
        "origins: {allow: ['https://app.example']} | false"
      })
  void endpointsWithoutHostsAndOriginsAreWarnedAbout(String yaml, boolean warned) {
    LoadedConfig loaded = ConfigLoader.parse("endpoints: [{path: /ws, channel: a}]\n" + yaml);
    assertThat(loaded.warnings())
        .hasSize(warned ? 1 : 0)
        .allMatch(line -> line.startsWith("http.allowedHosts is not set"));
  }

  @Test
  void whatIsDangerousButAllowedIsWarnedAbout() {
    LoadedConfig loaded =
        ConfigLoader.parse("origins: {allow: ['*']}\nhttp: {trustedProxies: [0.0.0.0/0]}");
    assertThat(loaded.warnings())
        .anyMatch(line -> line.startsWith("origins.allow: \"*\" lets every web page"))
        .anyMatch(line -> line.startsWith("http.trustedProxies[0]: 0.0.0.0/0 lets every client"))
        .anyMatch(line -> line.startsWith("no endpoint is configured"));
  }
}
