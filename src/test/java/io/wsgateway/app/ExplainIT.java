package io.wsgateway.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.wsgateway.auth.TestKeys;
import io.wsgateway.config.JwtKeyConfig.JwtAlgorithm;
import io.wsgateway.server.admission.Admission;
import io.wsgateway.support.Logs;
import io.wsgateway.support.RawSocket;
import io.wsgateway.support.RunningGateway;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What {@code /api/explain} says is what a socket gets, and asking changes nothing. */
final class ExplainIT {
  private static final int TRIES = 400;
  private static final String API =
      "api: {port: 0, keys: [{name: t, key: %s, scopes: [read, publish, manage]}]}\n"
          .formatted(RunningGateway.KEY);
  private static final String JWT =
      "jwt: {keys: [{alg: HS256, secret: %s}]}".formatted(TestKeys.SECRET);
  private static final String DOORS =
      """
      http: {host: 127.0.0.1, port: 0, allowedHosts: [127.0.0.1, gw.test]}
      origins: {allow: ["https://app.example"]}
      auth: {refuseBy: %s, refuseHoldMillis: 1, cookie: sid, tokenInQuery: %s, %s}
      endpoints:
        - {path: /open, channel: chat, welcome: "in as  on chat"}
        - {path: /me, channel: "user:{user}", auth: token, welcome: "in as {user} on user:{user}"}
        - {path: /all, channel: chat, auth: token, welcome: "in as {user} on chat"}
        - {path: /soap, channel: chat, subprotocols: [soap], requireSubprotocol: true, welcome: "in as  on chat"}
      channels: {namespaces: {user: {}}}
      """;
  private static final String TOKENS =
      """
      http: {host: 127.0.0.1, port: 0}
      auth: {refuseHoldMillis: 1, %s}
      endpoints:
        - {path: /open, channel: chat, welcome: "in as  on chat"}
        - {path: "/rooms/{room}", channel: "room:{room}", auth: token, onMessage: ignore}
        - {path: /me, channel: "user:{user}", auth: token, welcome: "in as {user} on user:{user}"}
      channels:
        default: {subscribe: anonymous, publish: subscriber, read: client}
        namespaces:
          room: {subscribe: token, publish: client, read: nobody}
          user: {subscribe: client, userLimited: true}
      """
              .formatted(JWT)
          + API;

  private static String token(String members) {
    return TestKeys.token(JwtAlgorithm.HS256, null, "{" + members + "}");
  }

  private static String tokenOf(String user) {
    return token("\"sub\":\"" + user + "\",\"exp\":4000000000");
  }

  /** One of each outcome that the random cases are to have. */
  private static final List<DoorCase> OF_EACH =
      List.of(
          me(tokenOf("alice")),
          DoorCase.of("/me", "a/b"),
          DoorCase.of("/me", "evil.test"),
          DoorCase.of("/nothing", "gw.test"),
          DoorCase.of("/me", "gw.test").with("Origin", "http://evil.test"),
          DoorCase.of("/soap", "gw.test"),
          me(tokenOf("al#ice")),
          DoorCase.of("/me", "gw.test"),
          me(token("\"sub\":\"alice\",\"exp\":1000000000")),
          me("garbage"));

  private static RunningGateway start(String refuseBy, boolean inQuery) throws Exception {
    return RunningGateway.of(DOORS.formatted(refuseBy, inQuery, JWT) + API);
  }

  private static JsonObject ask(RunningGateway node, String... fields) throws Exception {
    JsonObject question = new JsonObject();
    for (int i = 0; i < fields.length; i += 2) {
      question.put(fields[i], fields[i + 1]);
    }
    return new JsonObject(node.api("explain", question.encode()).body()).getJsonObject("result");
  }

  private static DoorCase me(String token) {
    return DoorCase.of("/me", "gw.test").with("Authorization", "Bearer " + token);
  }

  /** Some upgrade, right or wrong in any of its parts. */
  private static DoorCase any(Random random, int port) {
    List<String> tokens =
        List.of(
            tokenOf("alice"),
            tokenOf("alice"),
            tokenOf("al#ice"),
            tokenOf(""),
            token("\"sub\":\"alice\",\"exp\":1000000000"),
            token("\"sub\":\"alice\",\"nbf\":4000000000"),
            token("\"sub\":\"alice\",\"channel\":\"chat\""),
            tokenOf("alice") + "x",
            TestKeys.token(JwtAlgorithm.HS512, null, "{\"sub\":\"alice\"}"),
            "garbage");
    String token = pick(random, tokens);
    String way = pick(random, List.of("none", "header", "pair", "cookie", "query", "two"));
    String path = pick(random, List.of("/open", "/me", "/me", "/all", "/soap", "/ME", "/nothing"));
    DoorCase upgrade =
        DoorCase.of(
            way.equals("query") ? path + "?token=" + token : path,
            pick(random, List.of("127.0.0.1:" + port, "gw.test", "gw.test", "evil.test", "a/b")));
    String origin =
        pick(
            random,
            List.of(
                "",
                "",
                "https://app.example",
                "http://127.0.0.1:" + port,
                "http://evil.test",
                "https://gw.test",
                "null",
                "x y"));
    upgrade = origin.isEmpty() ? upgrade : upgrade.with("Origin", origin);
    return switch (way) {
      case "header" -> upgrade.with("Authorization", "Bearer " + token);
      case "pair" ->
          upgrade.with(
              "Sec-WebSocket-Protocol",
              pick(random, List.of("bearer, ", "soap, bearer, ", "other, bearer, ")) + token);
      case "cookie" -> upgrade.with("Cookie", "a=b; sid=" + token);
      case "two" ->
          upgrade
              .with("Authorization", "Bearer " + token)
              .with("Sec-WebSocket-Protocol", "bearer, " + pick(random, tokens));
      default -> upgrade;
    };
  }

  private static <T> T pick(Random random, List<T> list) {
    return list.get(random.nextInt(list.size()));
  }

  @ParameterizedTest
  @ValueSource(strings = {"close", "status"})
  void theExplanationIsWhatASocketGets(String refuseBy) throws Exception {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    Set<String> seen = new TreeSet<>();
    try (RunningGateway node = start(refuseBy, random.nextBoolean())) {
      for (int i = 0; i < TRIES; i++) {
        // Some outcomes are so rare among random cases that a run may have none of them.
        DoorCase upgrade =
            i < OF_EACH.size() ? OF_EACH.get(i) : any(random, node.gateway().httpPort());
        JsonObject answer = upgrade.asked(node);
        assertThat(DoorCase.sentence(answer))
            .as("%s, seed %d", upgrade, seed)
            .isEqualTo(upgrade.tried(node));
        upgrade.headers().values().stream()
            .filter(value -> value.contains("eyJ"))
            .forEach(
                value ->
                    assertThat(answer.encode())
                        .doesNotContain(value.substring(value.indexOf("eyJ") + 60)));
        seen.add(answer.getString("check", "allowed"));
      }
    }
    assertThat(seen)
        .as("seed %d", seed)
        .contains(
            "allowed",
            "bad_http",
            "misdirected",
            "not_found",
            "origin",
            "subprotocol",
            "user",
            "token_missing",
            "token_expired",
            "token_invalid");
  }

  @Test
  void theChannelThatItNamesIsTheOneThatAClientReceives() throws Exception {
    try (RunningGateway node = RunningGateway.of(TOKENS)) {
      JsonObject answer = ask(node, "path", "/rooms/blue", "token", tokenOf("alice"));
      assertThat(answer.getString("channel")).isEqualTo("room:blue");
      assertThat(answer.getLong("expires")).isEqualTo(4_000_000_000L);
      assertThat(answer.getBoolean("publishes")).isFalse();
      try (RawSocket socket = RawSocket.tcp(node.gateway().httpPort())) {
        socket.send(
            RawSocket.handshake(
                node.gateway().httpPort(),
                "/rooms/blue",
                "Authorization: Bearer " + tokenOf("alice")));
        assertThat(socket.readHead()).startsWith("HTTP/1.1 101 ");
        node.api("publish", "{\"channel\":\"room:blue\",\"data\":7}");
        assertThat(socket.readText()).isEqualTo("7");
      }
    }
  }

  @Test
  void anActionAtAnEndpointIsDecidedByItsChannelAndOnMessage() throws Exception {
    try (RunningGateway node = RunningGateway.of(TOKENS)) {
      assertThat(ask(node, "path", "/open", "action", "publish").getBoolean("allowed")).isTrue();
      JsonObject ignored = ask(node, "path", "/rooms/a", "user", "alice", "action", "publish");
      assertThat(ignored.getBoolean("allowed")).isFalse();
      assertThat(ignored.getString("check")).isEqualTo("endpoint");
      assertThat(ignored.getString("why")).contains("/rooms/{room}", "onMessage");
      JsonObject other =
          ask(node, "path", "/me", "user", "alice", "action", "subscribe", "channel", "user:bob");
      assertThat(other.getString("check")).isEqualTo("endpoint");
      assertThat(
              ask(node, "path", "/me", "user", "bob", "action", "subscribe", "channel", "user:bob")
                  .getBoolean("allowed"))
          .isTrue();
      assertThat(ask(node, "path", "/me", "action", "publish").getString("check"))
          .isEqualTo("token_missing");
    }
  }

  @Test
  void aChannelThatAClientNamesIsDecidedByItsRule() throws Exception {
    try (RunningGateway node = RunningGateway.of(TOKENS)) {
      String subscription = token("\"sub\":\"al\",\"channel\":\"room:a\",\"exp\":4000000000");
      Map<List<String>, String> expected = new HashMap<>();
      expected.put(List.of("channel", "news", "action", "subscribe"), "allowed");
      expected.put(List.of("channel", "news", "action", "publish"), "right");
      expected.put(List.of("channel", "news", "action", "read"), "right");
      expected.put(List.of("channel", "news", "action", "read", "user", "al"), "allowed");
      expected.put(List.of("channel", "room:a", "action", "subscribe", "user", "al"), "right");
      expected.put(
          List.of("channel", "room:a", "action", "subscribe", "token", subscription), "allowed");
      expected.put(
          List.of("channel", "room:b", "action", "subscribe", "token", subscription),
          "token_channel");
      expected.put(
          List.of("channel", "room:a", "action", "subscribe", "token", tokenOf("al")), "right");
      expected.put(
          List.of(
              "channel",
              "room:a",
              "action",
              "subscribe",
              "token",
              token("\"sub\":\"al\",\"channels\":[\"room:a\"]")),
          "allowed");
      expected.put(List.of("channel", "room:a", "action", "publish", "user", "al"), "allowed");
      expected.put(List.of("channel", "room:a", "action", "read", "user", "al"), "right");
      expected.put(List.of("channel", "user:#al", "action", "subscribe", "user", "al"), "allowed");
      expected.put(List.of("channel", "user:#al", "action", "subscribe", "user", "b"), "right");
      expected.put(List.of("channel", "none:a", "action", "subscribe"), "unknown_channel");
      expected.put(List.of("channel", "a b", "action", "subscribe"), "channel_name");
      expected.put(
          List.of("channel", "news", "action", "subscribe", "token", "garbage"), "token_invalid");
      expected.put(
          List.of(
              "channel",
              "news",
              "action",
              "subscribe",
              "token",
              token("\"sub\":\"al\",\"exp\":1000000000")),
          "token_expired");
      for (Map.Entry<List<String>, String> row : expected.entrySet()) {
        JsonObject answer = ask(node, row.getKey().toArray(String[]::new));
        assertThat(answer.getString("check", "allowed")).as("%s", row).isEqualTo(row.getValue());
        assertThat(answer.getString("why")).isNotEmpty();
      }
      assertThat(ask(node, "channel", "user:al", "action", "subscribe").getJsonArray("endpoints"))
          .isEqualTo(new JsonArray().add("/me"));
      String subscribed = "{\"channel\":\"news\",\"action\":\"publish\",\"subscribed\":true}";
      assertThat(node.api("explain", subscribed).body()).contains("\"allowed\":true");
    }
  }

  @Test
  void limitsAreAskedAndNotTaken() throws Exception {
    String limits = "limits: {connectionsPerUser: 1, connections: 2, connectionsPerAddress: 2}\n";
    try (RunningGateway node = RunningGateway.of(TOKENS + limits)) {
      DoorCase alice = me(node, "alice");
      DoorCase bob = me(node, "bob");
      List<CompletableFuture<Void>> questions = new ArrayList<>();
      for (int i = 0; i < 8; i++) {
        questions.add(CompletableFuture.runAsync(() -> ten(node, alice)));
      }
      questions.forEach(CompletableFuture::join);
      try (RawSocket one = open(node, "alice")) {
        agree(node, alice, "1013 too many connections of this user");
        // The socket that was refused holds its place until the node has seen it close.
        await()
            .untilAsserted(
                () ->
                    assertThat(DoorCase.sentence(bob.asked(node)))
                        .isEqualTo("in as bob on user:bob"));
        try (RawSocket two = open(node, "bob")) {
          agree(node, me(node, "carol"), "429 address_limit");
          JsonObject elsewhere = ask(node, "path", "/open");
          assertThat(elsewhere.getString("check")).isEqualTo("capacity");
          assertThat(elsewhere.getString("remedy")).startsWith("limits:");
          assertThat(two.localPort()).isNotEqualTo(one.localPort());
        }
      }
      await().until(() -> ask(node, "path", "/open").getBoolean("allowed"));
      await().until(() -> node.connections() == 0);
      agree(node, alice, "in as alice on user:alice");
    }
  }

  private static void ten(RunningGateway node, DoorCase upgrade) {
    try {
      for (int i = 0; i < 10; i++) {
        assertThat(DoorCase.sentence(upgrade.asked(node))).startsWith("in as alice");
      }
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  private static DoorCase me(RunningGateway node, String user) {
    return DoorCase.of("/me", "127.0.0.1:" + node.gateway().httpPort())
        .with("Authorization", "Bearer " + tokenOf(user));
  }

  private static RawSocket open(RunningGateway node, String user) {
    int port = node.gateway().httpPort();
    RawSocket socket = RawSocket.tcp(port);
    socket.send(RawSocket.handshake(port, "/me", "Authorization: Bearer " + tokenOf(user)));
    assertThat(socket.readHead()).startsWith("HTTP/1.1 101 ");
    assertThat(socket.readText()).contains(user);
    return socket;
  }

  private static void agree(RunningGateway node, DoorCase upgrade, String expected)
      throws Exception {
    assertThat(DoorCase.sentence(upgrade.asked(node))).isEqualTo(expected);
    assertThat(upgrade.tried(node)).isEqualTo(expected);
  }

  @Test
  void askingIsNeitherCountedNorLogged() throws Exception {
    try (RunningGateway node = RunningGateway.of(TOKENS);
        Logs logs = new Logs(Admission.class.getPackageName())) {
      assertThat(ask(node, "path", "/me").getString("check")).isEqualTo("token_missing");
      assertThat(ask(node, "path", "/no").getString("check")).isEqualTo("not_found");
      assertThat(ask(node, "path", "/open", "origin", "http://a.test").getString("remedy"))
          .isEqualTo("origins.allow: [\"http://a.test\"]");
      assertThat(logs.lines()).isEmpty();
      for (String outcome : List.of("token_missing", "not_found", "origin", "accepted")) {
        assertThat(node.metric("gateway_handshakes_total{outcome=\"" + outcome + "\"}")).isZero();
      }
    }
  }

  @Test
  void aDrainingNodeSaysSo() throws Exception {
    try (RunningGateway node = RunningGateway.of(TOKENS)) {
      node.api("drain", "{}");
      await().until(() -> "draining".equals(ask(node, "path", "/open").getString("check")));
    }
  }

  @Test
  void withoutAHostTheAnswerNamesTheOneThatItAssumes() throws Exception {
    try (RunningGateway node = RunningGateway.of(TOKENS)) {
      String assumed = "localhost:" + node.gateway().httpPort();
      JsonObject answer = ask(node, "path", "/open", "origin", "http://" + assumed);
      assertThat(answer.getBoolean("allowed")).isTrue();
      assertThat(answer.getString("host")).isEqualTo(assumed);
      JsonObject given = ask(node, "path", "/open", "origin", "http://a.test", "host", "a.test");
      assertThat(given.getBoolean("allowed")).isTrue();
      assertThat(given.containsKey("host")).isFalse();
    }
  }

  @Test
  void questionsThatNobodyCanAskAreErrors() throws Exception {
    try (RunningGateway node = RunningGateway.of(TOKENS)) {
      for (String question :
          List.of(
              "{}",
              "{\"path\":\"ws://gw.test/open\"}",
              "{\"path\":\"/me\",\"remote\":\"localhost\"}",
              "{\"channel\":\"a\"}",
              "{\"channel\":\"a\",\"action\":\"connect\"}",
              "{\"channel\":\"a\",\"action\":\"sing\"}",
              "{\"path\":\"/open\",\"action\":\"read\"}",
              "{\"path\":\"/me\",\"user\":\"a\",\"token\":\"b\"}",
              "{\"path\":\"/me\",\"user\":\"a b\"}",
              "{\"path\":\"/me\",\"token\":\"a\\r\\nX: y\"}",
              "{\"path\":\"/me\",\"origin\":\"\\u0000\"}",
              "{\"path\":\"/me\",\"headers\":{\"a b\":\"c\"}}",
              "{\"path\":\"/me\",\"headers\":{\"\":\"c\"}}")) {
        assertThat(node.api("explain", question).body())
            .as(question)
            .startsWith("{\"error\":{\"code\":107,\"message\":\"bad request: ");
      }
      assertThat(node.api("explain", "{\"path\":7}").statusCode()).isEqualTo(400);
      assertThat(node.api("explain", "{\"path\":\"/me\",\"headers\":[]}").statusCode())
          .isEqualTo(400);
    }
  }

  @Test
  void anyTextIsAnsweredOrABadRequest() throws Exception {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    List<String> texts =
        List.of("", "/me", "/me?token=a.b.c", "user:a", "alice", "publish", "::1", "127.0.0.1");
    try (RunningGateway node = RunningGateway.of(TOKENS)) {
      for (int i = 0; i < TRIES; i++) {
        JsonObject question = new JsonObject();
        for (String field :
            List.of("path", "channel", "action", "user", "token", "origin", "host", "remote")) {
          if (random.nextInt(3) == 0) {
            question.put(field, random.nextInt(4) == 0 ? noise(random) : pick(random, texts));
          }
        }
        if (random.nextInt(4) == 0) {
          question.put("headers", new JsonObject().put(noise(random), noise(random)));
        }
        String body = node.api("explain", question.encode()).body();
        assertThat(body)
            .as("%s, seed %d", question, seed)
            .matches("(?s)\\{\"result\":\\{\"allowed\":.*|\\{\"error\":\\{\"code\":107,.*");
      }
    }
  }

  private static String noise(Random random) {
    StringBuilder text = new StringBuilder();
    for (int i = random.nextInt(12); i > 0; i--) {
      text.append(
          (char) (random.nextInt(3) == 0 ? random.nextInt(0x250) : ' ' + random.nextInt(95)));
    }
    return text.toString();
  }

  @Test
  void onlyKeysWithTheScopeReadMayAsk() throws Exception {
    String yaml = TOKENS.replace("[read, publish, manage]", "[publish, manage]");
    try (RunningGateway node = RunningGateway.of(yaml)) {
      assertThat(node.api("explain", "{\"path\":\"/open\"}").statusCode()).isEqualTo(403);
    }
  }

  @Test
  void aKeyForCertainChannelsMayAskAboutThose() throws Exception {
    String yaml = TOKENS.replace("[read, publish, manage]", "[read], channels: [news]");
    try (RunningGateway node = RunningGateway.of(yaml)) {
      assertThat(ask(node, "channel", "news", "action", "subscribe").getBoolean("allowed"))
          .isTrue();
      for (String other :
          List.of(
              "{\"channel\":\"chat\",\"action\":\"subscribe\"}",
              "{\"path\":\"/open\"}",
              "{\"path\":\"/open\",\"channel\":\"news\"}")) {
        assertThat(node.api("explain", other).body()).as(other).contains("\"code\":103");
      }
    }
  }
}
