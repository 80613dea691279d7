package io.wsgateway.server;

import static io.wsgateway.support.RawHttp.request;
import static io.wsgateway.support.RawHttp.upgrade;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.wsgateway.auth.TokenException;
import io.wsgateway.auth.TokenException.Reason;
import io.wsgateway.server.admission.HandshakeOutcome;
import io.wsgateway.support.NothingLeft;
import io.wsgateway.support.RawHttp;
import io.wsgateway.support.RawHttp.Answer;
import io.wsgateway.support.RawSocket;
import io.wsgateway.support.StubTokens;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Ways to hand over a token to an endpoint that asks for one, and what refusals look like. */
@ExtendWith(NothingLeft.class)
class TokenDoorIT {
  private static final String SOON = "refuseHoldMillis: 20";
  private TestGateway gateway;

  private void start(String... yaml) {
    gateway = TestGateway.start(yaml);
  }

  private void startWith(String auth) {
    start("auth: {" + auth + "}");
  }

  @AfterEach
  void stop() {
    gateway.close();
  }

  private RawSocket ask(String path, String... headers) {
    RawSocket raw = RawSocket.tcp(gateway.port());
    raw.send(RawSocket.handshake(gateway.port(), path, headers));
    return raw;
  }

  private Answer refused(String path, String... headers) {
    List<String> lines = upgrade(path);
    lines.addAll(List.of(headers));
    return RawHttp.exchange(gateway.port(), request(lines.toArray(new String[0])));
  }

  private static String bearer(String token) {
    return "Authorization: Bearer " + token;
  }

  /** Enters, and returns the head of the response. */
  private String enters(String user, String path, String... headers) {
    try (RawSocket client = ask(path, headers)) {
      String head = client.readHead();
      assertThat(head).startsWith("HTTP/1.1 101 ");
      assertThat(client.echoes("in")).isTrue();
      UpgradeInfo info = gateway.infos.get(gateway.infos.size() - 1);
      assertThat(info.identity().user()).isEqualTo(user);
      return head;
    }
  }

  /** Is let in only to be closed with a code. */
  private void closed(int code, String reason, String path, String... headers) {
    int before = gateway.infos.size();
    try (RawSocket client = ask(path, headers)) {
      assertThat(client.readHead()).startsWith("HTTP/1.1 101 ");
      RawSocket.Frame close = client.read();
      assertThat(close.opcode()).isEqualTo(RawSocket.CLOSE);
      assertThat(close.closeCode()).isEqualTo(code);
      assertThat(close.closeReason()).startsWith(reason);
      assertThat(client.readEnd()).isTrue();
    }
    assertThat(gateway.infos).hasSize(before);
    await().until(() -> gateway.counts().refused() == 0);
    await().until(() -> gateway.counts().clients() == 0);
    assertThat(
            gateway
                .registry
                .get("gateway.connections")
                .tag("transport", "websocket")
                .tag("protocol", "raw")
                .gauge()
                .value())
        .isZero();
  }

  @Test
  void aTokenIsTakenFromTheHeader() {
    startWith(SOON);
    enters("alice", "/token", bearer("user-alice"));
    enters("alice", "/token", "authorization: bearer   user-alice ");
    enters("", "/token", bearer("anonymous"));
    // Others use this header too, for instance a proxy with a password.
    closed(4401, "a token is required", "/token", "Authorization: Basic dTpw");
  }

  @Test
  void aTokenIsTakenFromTheSubprotocols() {
    startWith(SOON);
    assertThat(enters("bob", "/token", "Sec-WebSocket-Protocol: bearer, user-bob"))
        .containsIgnoringCase("Sec-WebSocket-Protocol: bearer\r\n")
        .doesNotContain("user-bob");
    assertThat(enters("bob", "/token", "Sec-WebSocket-Protocol: bearer, user-bob, soap"))
        .containsIgnoringCase("Sec-WebSocket-Protocol: soap\r\n");
    assertThat(gateway.infos.get(1).subprotocol()).isEqualTo("soap");
    assertThat(gateway.infos.get(0).subprotocol()).isNull();
    assertThat(enters("", "/token", "Sec-WebSocket-Protocol: bearer, anonymous"))
        .containsIgnoringCase("Sec-WebSocket-Protocol: bearer\r\n");
    // The token is no offer, even if it is named like a subprotocol.
    closed(1008, "the token is not valid", "/token", "Sec-WebSocket-Protocol: bearer, soap");
    closed(4401, "a token is required", "/token", "Sec-WebSocket-Protocol: soap, bearer");
  }

  @Test
  void aRefusalNamesTheSubprotocolThatBrowsersInsistOn() {
    startWith(SOON);
    try (RawSocket client = ask("/token", "Sec-WebSocket-Protocol: bearer, expired")) {
      assertThat(client.readHead()).containsIgnoringCase("Sec-WebSocket-Protocol: bearer\r\n");
      assertThat(client.readClose().closeCode()).isEqualTo(4401);
    }
  }

  @Test
  void aTokenIsTakenFromTheCookieOfAPageThatMayConnect() {
    start("auth: {cookie: session, " + SOON + "}", "origins: {allow: ['https://app.example']}");
    String own = "Origin: http://127.0.0.1:" + gateway.port();
    enters("carol", "/token", own, "Cookie: a=b; session=user-carol; c=d");
    enters("carol", "/token", "Origin: https://app.example", "Cookie: session=\"user-carol\"");
    closed(4401, "a token is required", "/token", own, "Cookie: Session=user-carol; session=");
    closed(1008, "the token is not valid", "/token", own, "Cookie: session=user-a; session=user-a");
    enters("dave", "/token", bearer("user-dave"));
  }

  @Test
  void aForeignPageAndAClientWithoutOriginGetNothingForACookie() {
    start("auth: {cookie: session}");
    for (String origin : List.of("Origin: https://evil.example", "Origin: null", "X: none")) {
      Answer answer = refused("/token", origin, "Cookie: session=user-carol");
      assertThat(answer.status()).isEqualTo(403);
      assertThat(answer.code()).isEqualTo("origin");
    }
    assertThat(gateway.tokens.asked()).isEmpty();
    assertThat(gateway.handshakes(HandshakeOutcome.ORIGIN)).isEqualTo(3);
    // Endpoints that need no token do not look at it.
    try (RawSocket client = ask("/ws", "Cookie: session=user-carol")) {
      assertThat(client.readHead()).startsWith("HTTP/1.1 101 ");
    }
  }

  @Test
  void aTokenIsTakenFromTheQueryOnlyIfThatIsAllowed() {
    startWith(SOON);
    closed(4401, "a token is required", "/token?token=user-eve");
    gateway.close();
    startWith("tokenInQuery: true, " + SOON);
    enters("eve", "/token?a=b&token=user-eve");
    enters("e.v", "/token?token=user-e%2Ev");
    closed(1008, "the token is not valid", "/token?token=%ZZ");
  }

  @Test
  void moreThanOneTokenIsRefusedAndTheSameTwiceIsNot() {
    startWith("tokenInQuery: true, " + SOON);
    enters("a", "/token?token=user-a", bearer("user-a"), "Sec-WebSocket-Protocol: bearer, user-a");
    closed(1008, "the token is not valid", "/token?token=user-b", bearer("user-a"));
    closed(1008, "the token is not valid", "/token", bearer("user-a"), bearer("user-b"));
  }

  @Test
  void eachRefusalHasItsCode() {
    startWith(SOON);
    closed(4401, "a token is required here", "/token");
    closed(4401, "the token has expired", "/token", bearer("expired"));
    closed(1008, "the token is not valid here", "/token", bearer("forged"));
    closed(
        1013,
        "tokens cannot be checked now; retry later retry-ms=",
        "/token",
        bearer("unavailable"));
    closed(1008, "this user may not connect here", "/own", bearer("anonymous"));
    closed(1008, "this user may not connect here", "/own", bearer("user-a,b"));
    closed(1008, "this user may not connect here", "/own", bearer("user-" + "x".repeat(129)));
    enters("x".repeat(128), "/own", bearer("user-" + "x".repeat(128)));
    assertThat(gateway.handshakes(HandshakeOutcome.TOKEN_MISSING)).isEqualTo(1);
    assertThat(gateway.handshakes(HandshakeOutcome.TOKEN_EXPIRED)).isEqualTo(1);
    assertThat(gateway.handshakes(HandshakeOutcome.TOKEN_INVALID)).isEqualTo(1);
    assertThat(gateway.handshakes(HandshakeOutcome.TOKEN_UNCHECKED)).isEqualTo(1);
    assertThat(gateway.handshakes(HandshakeOutcome.USER)).isEqualTo(3);
    assertThat(gateway.handshakes(HandshakeOutcome.ACCEPTED)).isEqualTo(1);
  }

  @ParameterizedTest
  @CsvSource({
    "none, 401, token_missing",
    "expired, 401, token_expired",
    "forged, 401, token_invalid",
    "unavailable, 503, token_unchecked",
    "'user-a,b', 403, user"
  })
  void orTheStatusTellsIt(String token, int status, String code) {
    startWith("refuseBy: status");
    Answer answer = refused("/own", token.equals("none") ? "X: y" : bearer(token));
    assertThat(answer.status()).isEqualTo(status);
    assertThat(answer.code()).isEqualTo(code);
    assertThat(answer.header("WWW-Authenticate").isPresent()).isEqualTo(status == 401);
    assertThat(answer.header("Retry-After").isPresent()).isEqualTo(status == 503);
    assertThat(gateway.counts().refused()).isZero();
  }

  @Test
  void aFailureOfTheCheckIsAnInternalError() {
    startWith(SOON);
    Answer answer = refused("/token", bearer("broken"));
    assertThat(answer.status()).isEqualTo(500);
    assertThat(gateway.handshakes(HandshakeOutcome.FAILED)).isEqualTo(1);
  }

  @Test
  void aUserHasItsLimitAndOthersAreNotCounted() {
    start("limits: {connectionsPerUser: 2}", "auth: {" + SOON + "}");
    try (RawSocket first = ask("/token", bearer("user-a"));
        RawSocket second = ask("/token", bearer("user-a"));
        RawSocket other = ask("/token", bearer("user-b"));
        RawSocket nobody = ask("/token", bearer("anonymous"))) {
      for (RawSocket client : List.of(first, second, other, nobody)) {
        assertThat(client.readHead()).startsWith("HTTP/1.1 101 ");
        assertThat(client.echoes("in")).isTrue();
      }
      assertThat(gateway.counts().users()).isEqualTo(2);
      try (RawSocket third = ask("/token", bearer("user-a"))) {
        assertThat(third.readHead()).startsWith("HTTP/1.1 101 ");
        RawSocket.Frame close = third.readClose();
        assertThat(close.closeCode()).isEqualTo(1013);
        assertThat(close.closeReason()).matches("too many connections of this user retry-ms=\\d+");
      }
      assertThat(gateway.handshakes(HandshakeOutcome.USER_LIMIT)).isEqualTo(1);
      first.reset();
      await()
          .untilAsserted(
              () -> {
                try (RawSocket again = ask("/token", bearer("user-a"))) {
                  again.readHead();
                  assertThat(again.echoes("in")).isTrue();
                }
              });
    }
    await().until(() -> gateway.counts().users() == 0);
  }

  @Test
  void withStatusTheLimitOfAUserIs429() {
    start("limits: {connectionsPerUser: 1}", "auth: {refuseBy: status}");
    try (RawSocket first = ask("/token", bearer("user-a"))) {
      assertThat(first.readHead()).startsWith("HTTP/1.1 101 ");
      Answer answer = refused("/token", bearer("user-a"));
      assertThat(answer.status()).isEqualTo(429);
      assertThat(answer.header("Retry-After").map(Integer::parseInt).orElse(0)).isBetween(5, 15);
    }
  }

  @Test
  void aTokenThatWaitsForItsKeyHoldsNobodyUp() {
    startWith(SOON);
    try (RawSocket waiting = ask("/token", bearer("later"))) {
      waiting.sendText("early");
      await().until(() -> gateway.tokens.waiting().size() == 1);
      enters("a", "/token", bearer("user-a"));
      gateway.tokens.waiting().get(0).complete(StubTokens.user("late"));
      assertThat(waiting.readHead()).startsWith("HTTP/1.1 101 ");
      assertThat(waiting.readText()).isEqualTo("early");
      await().until(() -> gateway.counts().users() == 1);
    }
  }

  @Test
  void aTokenThatIsRefusedLaterIsToldByACloseToo() {
    startWith(SOON);
    try (RawSocket waiting = ask("/token", bearer("later"))) {
      waiting.sendText("early");
      await().until(() -> gateway.tokens.waiting().size() == 1);
      gateway.tokens.waiting().get(0).fail(new TokenException(Reason.EXPIRED, "too old"));
      assertThat(waiting.readHead()).startsWith("HTTP/1.1 101 ");
      assertThat(waiting.readClose().closeCode()).isEqualTo(4401);
      assertThat(waiting.readEnd()).isTrue();
    }
    await().until(() -> gateway.counts().clients() == 0);
  }

  @Test
  void aUserWhoseClientDisconnectsDuringTheCheckTakesNoPlace() {
    startWith(SOON);
    RawSocket waiting = ask("/token", bearer("later"));
    await().until(() -> gateway.tokens.waiting().size() == 1);
    waiting.close();
    await().until(() -> gateway.counts().clients() == 0);
    gateway.tokens.waiting().get(0).complete(StubTokens.user("gone"));
    enters("a", "/token", bearer("user-a"));
    await().until(() -> gateway.counts().users() == 0);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 3})
  void onlyATenthOfTheConnectionsIsHeldAndTheRestGetsTheStatus(int before) {
    start("limits: {connections: 20}", "auth: {refuseHoldMillis: 60000}");
    RawSocket[] clients = new RawSocket[before];
    for (int i = 0; i < before; i++) {
      clients[i] = ask("/token");
      assertThat(clients[i].readHead()).startsWith(i < 2 ? "HTTP/1.1 101 " : "HTTP/1.1 401 ");
    }
    int held = Math.min(before, 2);
    assertThat(gateway.counts().refused()).isEqualTo(held);
    await().until(() -> gateway.counts().clients() == held);
    for (RawSocket client : clients) {
      client.close();
    }
    await().until(() -> gateway.counts().refused() == 0);
    assertThat(gateway.counts().clients()).isZero();
  }

  @Test
  void heldSocketsCountForTheirAddressAndAreLetGoByADrain() {
    start("limits: {connectionsPerAddress: 2}", "auth: {refuseHoldMillis: 60000}");
    RawSocket one = ask("/token");
    RawSocket other = ask("/token", bearer("forged"));
    assertThat(one.readHead()).startsWith("HTTP/1.1 101 ");
    assertThat(other.readHead()).startsWith("HTTP/1.1 101 ");
    assertThat(refused("/ws").status()).isEqualTo(429);
    assertThat(
            gateway
                .registry
                .get("gateway.connections")
                .tag("transport", "websocket")
                .tag("protocol", "raw")
                .gauge()
                .value())
        .isZero();
    gateway.verticles.forEach(verticle -> TestGateway.await(verticle.refuseUpgrades()));
    assertThat(one.readClose().closeCode()).isEqualTo(4401);
    assertThat(other.readClose().closeCode()).isEqualTo(1008);
    assertThat(one.readEnd()).isTrue();
    assertThat(other.readEnd()).isTrue();
    one.close();
    other.close();
    await().until(() -> gateway.counts().clients() == 0);
  }

  @Test
  void aHeldSocketThatClosesFirstIsNoticed() {
    startWith("refuseHoldMillis: 60000");
    RawSocket polite = ask("/token");
    RawSocket abrupt = ask("/token");
    RawSocket half = ask("/token");
    for (RawSocket client : List.of(polite, abrupt, half)) {
      assertThat(client.readHead()).startsWith("HTTP/1.1 101 ");
    }
    assertThat(gateway.counts().refused()).isEqualTo(3);
    polite.sendClose(1000, "bye");
    assertThat(polite.readClose().closeCode()).isEqualTo(1000);
    assertThat(polite.readEnd()).isTrue();
    abrupt.reset();
    half.shutdownOutput();
    assertThat(half.readEnd()).isTrue();
    await().until(() -> gateway.counts().refused() == 0);
    polite.close();
    half.close();
  }

  @Test
  void whatAHeldSocketSendsIsDropped() {
    startWith("refuseHoldMillis: 600");
    try (RawSocket talkative = ask("/token");
        RawSocket canary = ask("/ws")) {
      assertThat(canary.readHead()).startsWith("HTTP/1.1 101 ");
      talkative.readHead();
      talkative.sendText("x".repeat(3000));
      talkative.sendText("x".repeat(50_000));
      assertThat(talkative.readClose().closeCode()).isEqualTo(4401);
      assertThat(canary.echoes("unharmed")).isTrue();
    }
    // The sums of an event loop are added once a second.
    await().until(() -> gateway.counter("gateway.messages.received", "protocol", "raw") > 0);
    assertThat(gateway.counter("gateway.messages.received", "protocol", "raw")).isEqualTo(1);
  }

  @Test
  void aHeldSocketThatFloodsIsEnded() {
    startWith("refuseHoldMillis: 60000");
    try (RawSocket flood = ask("/token")) {
      flood.readHead();
      byte[] piece = RawSocket.frame(RawSocket.BINARY, new byte[60_000]);
      for (int i = 0; i < 100; i++) {
        flood.send(piece);
      }
      // Within its hold, which is 30 s at least.
      await().atMost(20, TimeUnit.SECONDS).until(() -> gateway.counts().refused() == 0);
    } catch (RuntimeException e) {
      assertThat(e).isInstanceOf(UncheckedIOException.class);
    }
    await().until(() -> gateway.counts().refused() == 0);
  }

  @Test
  void inputDuringTheCheckDoesNotConfuseARefusedSocket() {
    startWith("refuseHoldMillis: 60000");
    try (RawSocket waiting = ask("/token", bearer("later"))) {
      byte[] frame = RawSocket.frame(RawSocket.TEXT, new byte[] {'e', 'a', 'r', 'l', 'y'});
      waiting.send(Arrays.copyOf(frame, 4));
      await().until(() -> gateway.tokens.waiting().size() == 1);
      gateway.tokens.waiting().get(0).fail(new TokenException(Reason.EXPIRED, "too old"));
      assertThat(waiting.readHead()).startsWith("HTTP/1.1 101 ");
      waiting.send(Arrays.copyOfRange(frame, 4, frame.length));
      waiting.sendClose(1000, "bye");
      assertThat(waiting.readClose().closeCode()).isEqualTo(1000);
    }
  }

  @Test
  void aFloodOfBadTokensDoesNotHurtOthers() {
    start("limits: {connections: 1000, connectionsPerAddress: 1000}", "auth: {" + SOON + "}");
    try (RawSocket canary = ask("/token", bearer("user-canary"))) {
      assertThat(canary.readHead()).startsWith("HTTP/1.1 101 ");
      for (int i = 0; i < 300; i++) {
        RawSocket raw = ask("/token", bearer("forged" + i));
        assertThat(raw.readHead()).startsWith("HTTP/1.1 ");
        raw.close();
      }
      assertThat(canary.echoes("unharmed")).isTrue();
      enters("b", "/token", bearer("user-b"));
    }
    assertThat(gateway.handshakes(HandshakeOutcome.TOKEN_INVALID)).isEqualTo(300);
    await().until(() -> gateway.counts().clients() == 0);
    await().until(() -> gateway.counts().tcp() == 0);
  }
}
