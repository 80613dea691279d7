package io.wsgateway.effect;

import static io.wsgateway.effect.KeyRow.seen;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import io.wsgateway.auth.TestKeys;
import io.wsgateway.config.JwtKeyConfig.JwtAlgorithm;
import io.wsgateway.kit.GatewayProcess;
import io.wsgateway.support.RawSocket;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;

/** Two nodes with endpoints that ask for tokens: one tells refusals by closing, one by status. */
final class TokenKeys extends KeyGroup {
  /** Longer than a socket is held by default. */
  private static final int LONG_MILLIS = 3200;

  private static final String CLOSES =
      """
      auth:
        refuseHoldMillis: 30000
        cookie: sid
        tokenInQuery: true
        jwt: {keys: [{kid: k1, alg: HS256, secret: %s}]}
      endpoints: [{path: /ws, channel: chat, auth: token}]
      channels:
        default: {subscribe: client, publish: subscriber, read: anonymous, userLimited: true}
        namespaces:
          room: {subscribe: anonymous, publish: client, read: client, userLimited: true}
      """
          + Node.API;
  private static final String TELLS =
      Node.API
          + """
      auth:
        refuseBy: status
        jwt:
          keys:
            - {kid: k1, alg: HS256, secret: %s}
            - {kid: k2, alg: ES256, publicKey: "%s"}
          jwksUrl: http://127.0.0.1:%d/keys
          issuer: shop
          audience: chat
          leewaySeconds: 3600
      endpoints: [{path: /ws, channel: chat, auth: token}]
      limits: {connectionsPerUser: 1, blockedUsers: 1}
      """;

  private final HttpServer published;

  TokenKeys(Path folder) throws IOException {
    Path key = Files.createDirectory(folder).resolve("k2.pem");
    Files.write(key, TestKeys.pem(TestKeys.pair(JwtAlgorithm.ES256, "a").getPublic()));
    published = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    published.createContext(
        "/keys",
        exchange -> {
          byte[] set =
              ("{\"keys\":["
                      + TestKeys.jwk(
                          TestKeys.pair(JwtAlgorithm.RS256, "a").getPublic(), ",\"kid\":\"k3\"")
                      + "]}")
                  .getBytes(UTF_8);
          exchange.sendResponseHeaders(200, set.length);
          exchange.getResponseBody().write(set);
          exchange.close();
        });
    published.start();
    add(GatewayProcess.named("closes").config(CLOSES.formatted(TestKeys.SECRET)));
    add(
        GatewayProcess.named("tells")
            .config(TELLS.formatted(TestKeys.SECRET, key, published.getAddress().getPort())));
  }

  @Override
  List<KeyRow> rows() {
    return List.of(
        seen("endpoints[].auth", this::aTokenIsAskedFor),
        seen("auth.refuseBy", this::theStatusTells),
        seen("auth.refuseHoldMillis", this::aRefusedSocketIsHeld),
        seen("auth.cookie", this::theCookieIsTaken),
        seen("auth.tokenInQuery", this::theQueryIsTaken),
        seen("channels.default.subscribe", () -> may("{'channel':'a','action':'subscribe'%s}")),
        seen("channels.default.publish", this::subscribersPublish),
        seen("channels.default.read", () -> allows("{'channel':'a','action':'read'}")),
        seen("channels.default.userLimited", () -> isLimited("a#x,u")),
        seen(
            "channels.namespaces.*.subscribe",
            () -> allows("{'channel':'room:a','action':'subscribe'}")),
        seen(
            "channels.namespaces.*.publish",
            () -> may("{'channel':'room:a','action':'publish'%s}")),
        seen("channels.namespaces.*.read", () -> may("{'channel':'room:a','action':'read'%s}")),
        seen("channels.namespaces.*.userLimited", () -> isLimited("room:a#x,u")),
        seen("auth.jwt.keys[].alg", () -> enters(JwtAlgorithm.HS256, "k1")),
        seen("auth.jwt.keys[].secret", () -> enters(JwtAlgorithm.HS256, "k1")),
        seen("auth.jwt.keys[].publicKey", () -> enters(JwtAlgorithm.ES256, "k2")),
        seen("auth.jwt.keys[].kid", () -> answers("401", JwtAlgorithm.HS256, "k4", "")),
        seen("auth.jwt.jwksUrl", () -> enters(JwtAlgorithm.RS256, "k3")),
        seen("auth.jwt.issuer", () -> answers("401", claims("other", "chat", 60))),
        seen("auth.jwt.audience", () -> answers("401", claims("shop", "other", 60))),
        seen("auth.jwt.leewaySeconds", () -> answers("101", claims("shop", "chat", -600))),
        seen("limits.connectionsPerUser", this::aUserEntersOnce),
        seen("limits.blockedUsers", this::oneUserIsBlocked));
  }

  private static String claims(String issuer, String audience, int seconds) {
    return "{\"sub\":\"a\",\"iss\":\"%s\",\"aud\":\"%s\",\"exp\":%d}"
        .formatted(issuer, audience, Instant.now().getEpochSecond() + seconds);
  }

  private static String usual() {
    return TestKeys.token(JwtAlgorithm.HS256, "k1", claims("shop", "chat", 600));
  }

  private static String bearer(String token) {
    return "Authorization: Bearer " + token;
  }

  private void enters(JwtAlgorithm alg, String kid) {
    answers("101", alg, kid, claims("shop", "chat", 600));
  }

  private void answers(String status, String claims) {
    answers(status, JwtAlgorithm.HS256, "k1", claims);
  }

  private void answers(String status, JwtAlgorithm alg, String kid, String claims) {
    node(1).awaitNobody();
    assertThat(node(1).upgrade("/ws", bearer(TestKeys.token(alg, kid, claims))))
        .startsWith("HTTP/1.1 " + status + " ");
  }

  private void allows(String question) throws Exception {
    assertThat(explained(question)).contains("\"allowed\":true");
  }

  private void denies(String question) throws Exception {
    assertThat(explained(question)).contains("\"allowed\":false");
  }

  private String explained(String question) throws Exception {
    return node().explain(question.replace('\'', '"')).body();
  }

  /** A client with a user may, and one without may not. */
  private void may(String question) throws Exception {
    allows(question.formatted(",'user':'u'"));
    denies(question.formatted(""));
  }

  private void subscribersPublish() throws Exception {
    allows("{'channel':'a','action':'publish','subscribed':true}");
    denies("{'channel':'a','action':'publish','user':'u'}");
  }

  private void isLimited(String channel) throws Exception {
    allows("{'channel':'%s','action':'subscribe','user':'u'}".formatted(channel));
    denies("{'channel':'%s','action':'subscribe','user':'v'}".formatted(channel));
  }

  private void aTokenIsAskedFor() {
    assertThat(node(1).upgrade("/ws")).startsWith("HTTP/1.1 401 ");
  }

  private void theStatusTells() {
    assertThat(node(1).upgrade("/ws", bearer("x"))).startsWith("HTTP/1.1 401 ");
  }

  private void aRefusedSocketIsHeld() {
    try (RawSocket client = node().open("/ws")) {
      client.timeout(LONG_MILLIS);
      assertThatThrownBy(client::read)
          .isInstanceOf(UncheckedIOException.class)
          .hasCauseInstanceOf(SocketTimeoutException.class);
    }
  }

  private void theCookieIsTaken() {
    String page = "Origin: http://127.0.0.1:" + node().port();
    try (RawSocket client = node().open("/ws", page, "Cookie: sid=" + usual())) {
      assertThat(client.echoes("by cookie")).isTrue();
    }
  }

  private void theQueryIsTaken() {
    try (RawSocket client = node().open("/ws?token=" + usual())) {
      assertThat(client.echoes("by query")).isTrue();
    }
  }

  private void aUserEntersOnce() {
    node(1).awaitNobody();
    try (RawSocket first = node(1).open("/ws", bearer(usual()))) {
      assertThat(node(1).upgrade("/ws", bearer(usual()))).startsWith("HTTP/1.1 429 ");
      assertThat(first.echoes("still here")).isTrue();
    }
  }

  private void oneUserIsBlocked() {
    assertThat(node(1).block("x")).contains("result");
    assertThat(node(1).block("y")).contains("limits.blockedUsers");
  }

  @Override
  public void close() {
    super.close();
    published.stop(0);
  }
}
