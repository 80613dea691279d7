package io.wsgateway.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.vertx.core.json.JsonObject;
import io.wsgateway.auth.TestKeys;
import io.wsgateway.config.JwtKeyConfig.JwtAlgorithm;
import io.wsgateway.support.RawSocket;
import io.wsgateway.support.RunningGateway;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

class TokenCommandTest {
  private static final String OTHER = "x".repeat(64);
  private static final String ENDPOINTS =
      """
      endpoints:
        - {path: /me, channel: "user:{user}", auth: token, welcome: "hello {user}"}
        - {path: "/rooms/{room}", channel: "room:{room}", auth: token}
        - {path: /open, channel: chat}
      channels: {namespaces: {user: {subscribe: token}, room: {}}}
      """;
  private static final String ONE = "{alg: HS256, secret: " + TestKeys.SECRET + "}";

  @TempDir private Path folder;
  private StringWriter out = new StringWriter();
  private StringWriter err = new StringWriter();

  private String file(String keys) throws IOException {
    return file(keys, "");
  }

  private String file(String keys, String jwt) throws IOException {
    Path file = folder.resolve("tokens.yaml");
    Files.writeString(file, "auth: {jwt: {keys: [" + keys + "]" + jwt + "}}\n" + ENDPOINTS);
    return file.toString();
  }

  private int run(String... arguments) {
    out = new StringWriter();
    err = new StringWriter();
    CommandLine commandLine = new CommandLine(new TokenCommand());
    commandLine.setOut(new PrintWriter(out)).setErr(new PrintWriter(err));
    int code = commandLine.execute(arguments);
    assertThat(out.toString() + err).doesNotContain(TestKeys.SECRET, OTHER);
    return code;
  }

  /** The token alone on standard output. */
  private String token(String... arguments) {
    assertThat(run(arguments)).as(err.toString()).isZero();
    assertThat(out.toString()).matches("[A-Za-z0-9_-]+\\.[A-Za-z0-9_-]+\\.[A-Za-z0-9_-]+\\R");
    return out.toString().strip();
  }

  private static JsonObject part(String token, int index) {
    return new JsonObject(
        new String(Base64.getUrlDecoder().decode(token.split("\\.", -1)[index]), UTF_8));
  }

  private List<String> explained(int code, String... arguments) {
    List<String> all = new ArrayList<>(List.of("explain"));
    all.addAll(List.of(arguments));
    assertThat(run(all.toArray(String[]::new))).isEqualTo(code);
    return out.toString().lines().toList();
  }

  @Test
  void aConnectionTokenSaysWhoAndHowLong() throws Exception {
    long before = Instant.now().getEpochSecond();
    JsonObject claims = part(token("--config", file(ONE), "--user", "alice", "--ttl", "10m"), 1);
    long after = Instant.now().getEpochSecond();
    assertThat(claims.fieldNames()).containsExactlyInAnyOrder("sub", "iat", "exp");
    assertThat(claims.getString("sub")).isEqualTo("alice");
    assertThat(claims.getLong("exp")).isBetween(before + 600, after + 600);
    assertThat(err.toString()).startsWith("a connection token, expires 2");
  }

  @Test
  void aSubscriptionTokenNamesTheChannelAndInfoStaysAsItIs() throws Exception {
    String token =
        token(
            "--config", file(ONE), "--user", "", "--channel", "user:a", "--info", "{\"n\": 1.50}");
    assertThat(part(token, 1).getString("channel")).isEqualTo("user:a");
    assertThat(new String(Base64.getUrlDecoder().decode(token.split("\\.", -1)[1]), UTF_8))
        .contains("\"info\":{\"n\": 1.50}");
    assertThat(err.toString()).startsWith("a subscription token, expires 2");
  }

  @Test
  void issuerAndAudienceAreThoseOfTheConfiguration() throws Exception {
    String file = file(ONE, ", issuer: shop, audience: 'a \"b\"'");
    String token = token("--config", file, "--user", "alice");
    assertThat(part(token, 1).getString("iss")).isEqualTo("shop");
    assertThat(part(token, 1).getString("aud")).isEqualTo("a \"b\"");
    assertThat(explained(0, "--config", file, token)).contains("accepted: a connection token");
  }

  @Test
  void theKeyIsChosenByItsIdOrItsAlgorithm() throws Exception {
    String file =
        file(
            "{kid: k1, alg: HS256, secret: %s}, {alg: HS384, secret: %s}"
                .formatted(OTHER, TestKeys.SECRET));
    assertThat(run("--config", file, "--user", "a")).isEqualTo(1);
    assertThat(out.toString()).isEmpty();
    assertThat(err.toString())
        .isEqualToIgnoringNewLines(
            "several keys can sign: choose one with --key: HS256 with kid k1, HS384 without kid");
    String first = token("--config", file, "--user", "a", "--kid", "k1");
    assertThat(part(first, 0).getString("kid")).isEqualTo("k1");
    assertThat(explained(0, "--config", file, first)).contains("key: HS256 with kid k1");
    String second = token("--config", file, "--user", "a", "--key", "HS384");
    assertThat(part(second, 0).fieldNames()).doesNotContain("kid");
    assertThat(explained(0, "--config", file, second)).contains("key: HS384 without kid");
    assertThat(run("--config", file, "--user", "a", "--key", "k2")).isEqualTo(1);
    assertThat(err.toString())
        .contains("has no key of that id or algorithm; there are HS256 with kid k1, HS384");
  }

  @Test
  void withPublicKeysOnlyTheGatewayCannotSign() throws Exception {
    Path pem = folder.resolve("k.pem");
    Files.write(pem, TestKeys.pem(TestKeys.pair(JwtAlgorithm.ES256, "a").getPublic()));
    String file = file("{kid: e1, alg: ES256, publicKey: \"" + pem + "\"}");
    for (String[] key : new String[][] {{}, {"--key", "e1"}}) {
      List<String> all = new ArrayList<>(List.of("--config", file, "--user", "a"));
      all.addAll(List.of(key));
      assertThat(run(all.toArray(String[]::new))).isEqualTo(1);
      assertThat(out.toString()).isEmpty();
      assertThat(err.toString())
          .startsWith("the gateway cannot sign a token: auth.jwt.keys has (ES256 with kid e1)");
    }
    assertThat(run("--config", file("", ", jwksUrl: \"https://id.test/keys\""), "--user", "a"))
        .isEqualTo(1);
    assertThat(err.toString()).startsWith("the gateway cannot sign a token: auth.jwt.jwksUrl");
    String signed = TestKeys.token(JwtAlgorithm.ES256, "e1", "{\"sub\":\"a\"}");
    assertThat(
            explained(
                0, "--config", file("{kid: e1, alg: ES256, publicKey: \"" + pem + "\"}"), signed))
        .contains(
            "key: ES256 with kid e1",
            "expires: never: give tokens an exp, or clients stay for good");
  }

  @Test
  void withoutAKeyItSaysHowToSetOne() {
    assertThat(run("--user", "a")).isEqualTo(1);
    assertThat(err.toString()).startsWith("there is no key to sign with: set auth.jwt.keys");
  }

  @Test
  void aTokenThatTheGatewayWouldRefuseIsNotPrinted() throws Exception {
    String file = file(ONE);
    for (String[] wrong :
        new String[][] {
          {"--user", "a b"},
          {"--user", "a".repeat(129)},
          {"--user", "a", "--channel", "a b"},
          {"--user", "a", "--info", "{"},
          {"--user", "a", "--info", "{} {}"},
          {"--user", "a", "--info", "1,\"sub\":\"root\""},
          {"--user", "a", "--info", "\"" + "x".repeat(9000) + "\""}
        }) {
      List<String> all = new ArrayList<>(List.of("--config", file));
      all.addAll(List.of(wrong));
      assertThat(run(all.toArray(String[]::new))).as(wrong[wrong.length - 1]).isEqualTo(1);
      assertThat(out.toString()).isEmpty();
      assertThat(err.toString().lines()).hasSize(1);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"0", "0s", "-1", "1w", "h", "367d", "999999999d", "9999999999", "", "1.5h"})
  void aLifetimeIsAPositiveNumberWithAUnit(String ttl) throws Exception {
    assertThat(run("--config", file(ONE), "--user", "a", "--ttl", ttl)).isEqualTo(2);
    assertThat(err.toString()).contains("--ttl");
  }

  @Test
  void aUserIsRequired() throws Exception {
    assertThat(run("--config", file(ONE))).isEqualTo(2);
    assertThat(err.toString()).contains("--user");
  }

  @Test
  void anExplanationSaysWhatATokenAllowsAndWhenItEnds() throws Exception {
    String file = file(ONE);
    assertThat(explained(0, "--config", file, token("--config", file, "--user", "alice")))
        .contains(
            "accepted: a connection token",
            "key: HS256 without kid",
            "user: alice",
            "endpoints: /me (channel user:alice), /rooms/{room} (channel room:{room})")
        .anyMatch(line -> line.matches("expires: .*, in \\d+ s; accepted .*"));
    assertThat(explained(0, "--config", file, token("--config", file, "--user", "a#b")))
        .anyMatch(line -> line.contains("/me (refused: the user's id does not fit user:{user})"));
    String subscription = token("--config", file, "--user", "a", "--channel", "user:b");
    assertThat(explained(0, "--config", file, subscription))
        .contains(
            "accepted: a subscription token",
            "channel: user:b",
            "subscribe: allowed: the client has a subscription token for the channel");
    String elsewhere = token("--config", file, "--user", "a", "--channel", "nowhere:b");
    assertThat(explained(0, "--config", file, elsewhere))
        .contains("subscribe: denied: the namespace nowhere is not configured");
  }

  @Test
  void anExplanationSaysWhyATokenIsRefused() throws Exception {
    String file = file(ONE);
    String good = token("--config", file, "--user", "alice");
    assertThat(explained(1, "--config", file, good + "A"))
        .hasSize(3)
        .contains("keys in auth.jwt.keys: HS256 without kid");
    assertThat(explained(1, "--config", file, "garbage"))
        .contains("key: none was found for it")
        .anyMatch(line -> line.startsWith("refused: the token is not a JSON Web Token"));
    String expired = TestKeys.token(JwtAlgorithm.HS256, null, "{\"sub\":\"a\",\"exp\":1}");
    assertThat(explained(1, "--config", file, expired))
        .contains("refused: the token has expired (exp)", "key: HS256 without kid");
    assertThat(explained(1, good)).contains("keys in auth.jwt.keys: none");
    assertThat(out + " " + err).doesNotContain(good);
  }

  @Test
  void theTokenMayComeFromStandardInputAndTheConfigurationBeforeTheSubcommand() throws Exception {
    String file = file(ONE);
    String good = token("--config", file, "--user", "alice");
    InputStream before = System.in;
    try {
      System.setIn(new ByteArrayInputStream((good + "\n").getBytes(UTF_8)));
      assertThat(explained(0, "--config", file, "-")).contains("user: alice");
      assertThat(run("explain", "--config", "-", "-")).isEqualTo(2);
    } finally {
      System.setIn(before);
    }
    assertThat(run("--config", file, "explain", good)).isZero();
    assertThat(run("explain")).isEqualTo(2);
  }

  @Test
  void aConfigurationWithProblemsIsReported() throws Exception {
    String file = file("{alg: HS256, secret: short}");
    assertThat(run("--config", file, "--user", "a")).isEqualTo(1);
    assertThat(err.toString()).startsWith("auth.jwt.keys[0].secret");
    assertThat(explained(1, "--config", file, "a.b.c")).isEmpty();
    assertThat(err.toString()).startsWith("auth.jwt.keys[0].secret");
  }

  @Test
  void publishedKeysAreReadOrSaidToBeUnread() throws Exception {
    HttpServer published =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    byte[] set =
        ("{\"keys\":["
                + TestKeys.jwk(
                    TestKeys.pair(JwtAlgorithm.RS256, "a").getPublic(), ",\"kid\":\"k3\"")
                + "]}")
            .getBytes(UTF_8);
    published.createContext(
        "/keys",
        exchange -> {
          exchange.sendResponseHeaders(200, set.length);
          exchange.getResponseBody().write(set);
          exchange.close();
        });
    published.start();
    String token = TestKeys.token(JwtAlgorithm.RS256, "k3", "{\"sub\":\"a\"}");
    String url = "http://127.0.0.1:" + published.getAddress().getPort();
    assertThat(explained(0, "--config", file("", ", jwksUrl: \"" + url + "/keys\""), token))
        .contains("key: RS256 with kid k3");
    assertThat(explained(1, "--config", file("", ", jwksUrl: \"" + url + "/none\""), token))
        .contains("keys at auth.jwt.jwksUrl: could not be read, so they were not tried");
    published.stop(0);
    assertThat(explained(1, "--config", file("", ", jwksUrl: \"" + url + "/keys\""), token))
        .contains("keys at auth.jwt.jwksUrl: could not be read, so they were not tried");
  }

  @Test
  void aNodeWithTheSameConfigurationAcceptsTheToken() throws Exception {
    String file = file(ONE, ", issuer: shop, audience: chat");
    String token = token("--config", file, "--user", "alice", "--ttl", "60");
    try (RunningGateway node = RunningGateway.of(Files.readString(Path.of(file)));
        RawSocket socket = RawSocket.tcp(node.gateway().httpPort())) {
      socket.send(
          RawSocket.handshake(
              node.gateway().httpPort(), "/me", "Sec-WebSocket-Protocol: bearer, " + token));
      assertThat(socket.readHead()).startsWith("HTTP/1.1 101 ");
      assertThat(socket.readText()).isEqualTo("hello alice");
    }
  }
}
