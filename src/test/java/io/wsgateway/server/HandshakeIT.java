package io.wsgateway.server;

import static io.wsgateway.support.RawHttp.request;
import static io.wsgateway.support.RawHttp.upgrade;
import static org.assertj.core.api.Assertions.assertThat;

import io.wsgateway.server.admission.HandshakeOutcome;
import io.wsgateway.support.RawHttp;
import io.wsgateway.support.RawHttp.Answer;
import io.wsgateway.support.RawSocket;
import io.wsgateway.support.Unharmed;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The handshake cases of the abuse list, by their ids; a canary goes on echoing through each. */
class HandshakeIT {
  private static TestGateway gateway;

  @RegisterExtension
  static final Unharmed UNHARMED =
      new Unharmed(() -> RawSocket.open(gateway.port(), "/ws"), () -> gateway.counts().tcp());

  private int infosBefore;

  @BeforeAll
  static void start() {
    gateway =
        TestGateway.start(
            "origins: {allow: ['https://good.example']}", "limits: {handshakeBytes: 8192}");
  }

  @AfterAll
  static void stop() {
    gateway.close();
  }

  @BeforeEach
  void before() {
    infosBefore = gateway.infos.size();
  }

  private static Answer send(List<String> lines) {
    return RawHttp.exchange(gateway.port(), request(lines.toArray(new String[0])));
  }

  private static Answer with(String... more) {
    List<String> lines = upgrade("/ws");
    lines.addAll(List.of(more));
    return send(lines);
  }

  private static Answer replacing(String name, String... lines) {
    List<String> all = upgrade("/ws");
    all.removeIf(line -> line.startsWith(name + ":"));
    all.addAll(List.of(lines));
    return send(all);
  }

  /**
   * An exchange ends with TCP; an upgrade does not, so it is looked at with a socket that stays.
   */
  private static String upgraded(List<String> lines) {
    try (RawSocket raw = RawSocket.tcp(gateway.port())) {
      raw.send(
          request(lines.toArray(new String[0]))
              .getBytes(java.nio.charset.StandardCharsets.ISO_8859_1));
      String head = raw.readHead();
      assertThat(head).startsWith("HTTP/1.1 101 ");
      assertThat(raw.echoes("hello")).isTrue();
      return head;
    }
  }

  private void refused(Answer answer, int status, HandshakeOutcome outcome) {
    assertThat(answer.status()).isEqualTo(status);
    assertThat(answer.code()).isEqualTo(outcome.label());
    assertThat(answer.header("Connection").orElse("")).contains("close");
    assertThat(answer.header("Content-Type")).contains("application/json");
    assertThat(gateway.infos).hasSize(infosBefore);
  }

  @ParameterizedTest
  @ValueSource(strings = {"14", "8", "7", "0", "13, 8", "013", ""})
  @DisplayName("H1 H2 H3 another version is 426 and names 13")
  void anotherVersionIsNotSpoken(String version) {
    Answer answer = replacing("Sec-WebSocket-Version", "Sec-WebSocket-Version: " + version);
    refused(answer, 426, HandshakeOutcome.BAD_VERSION);
    assertThat(answer.header("Sec-WebSocket-Version")).contains("13");
    assertThat(answer.header("Upgrade")).contains("websocket");
  }

  @Test
  @DisplayName("H2 version 7 without Upgrade is no upgrade")
  void versionSevenWithoutUpgradeIsNoUpgrade() {
    List<String> lines = upgrade("/ws");
    lines.set(3, "Sec-WebSocket-Version: 7");
    lines.remove(4);
    refused(send(lines), 400, HandshakeOutcome.BAD_UPGRADE);
  }

  @Test
  @DisplayName("H3 a missing or repeated version is 426")
  void theVersionStandsThereOnce() {
    refused(replacing("Sec-WebSocket-Version"), 426, HandshakeOutcome.BAD_VERSION);
    refused(with("Sec-WebSocket-Version: 13"), 426, HandshakeOutcome.BAD_VERSION);
  }

  @Test
  @DisplayName("H5 a missing key is 400")
  void theKeyMustBeThere() {
    refused(replacing("Sec-WebSocket-Key"), 400, HandshakeOutcome.BAD_KEY);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "x",
        "dGhlIHNhbXBsZSBub25jZQ",
        "dGhlIHNhbXBsZSBub25j",
        "dGhlIHNhbXBsZSBub25jZQ==x",
        "dGhlIHNhbXBsZSBub25jZ!==",
        "dGhlIHNhbXBsZSBub25jZR==",
        "dGhl IHNhbXBsZSBub25jZ=="
      })
  @DisplayName("H6 a key that is not 16 bytes in Base64 is 400")
  void theKeyIsSixteenBytes(String key) {
    refused(
        replacing("Sec-WebSocket-Key", "Sec-WebSocket-Key: " + key), 400, HandshakeOutcome.BAD_KEY);
  }

  @Test
  @DisplayName("H6 two keys are 400")
  void theKeyStandsThereOnce() {
    refused(with("Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ=="), 400, HandshakeOutcome.BAD_KEY);
  }

  @Test
  @DisplayName("H7 half of the headers is 400")
  void halfOfTheHeadersIsNoUpgrade() {
    refused(replacing("Upgrade"), 400, HandshakeOutcome.BAD_UPGRADE);
    refused(replacing("Connection"), 400, HandshakeOutcome.BAD_UPGRADE);
    refused(replacing("Connection", "Connection: keep-alive"), 400, HandshakeOutcome.BAD_UPGRADE);
    refused(replacing("Upgrade", "Upgrade: xwebsocket"), 400, HandshakeOutcome.BAD_UPGRADE);
  }

  @Test
  @DisplayName("H8 token lists, two Connection lines and odd case are accepted")
  void tokensAreListsInAnyCase() {
    List<String> list = upgrade("/ws");
    list.set(2, "Connection: keep-alive, Upgrade");
    upgraded(list);
    List<String> two = upgrade("/ws");
    two.set(2, "Connection: keep-alive");
    two.add("Connection: Upgrade");
    upgraded(two);
    List<String> odd = upgrade("/ws");
    odd.set(1, "hOST: gw.test");
    odd.set(2, "cONNECTION: uPGRADE");
    odd.set(3, "UPGRADE: WebSocket");
    upgraded(odd);
  }

  @Test
  @DisplayName("H9 no Host, two Hosts, a Host that is none are 400")
  void exactlyOneHost() {
    refused(replacing("Host"), 400, HandshakeOutcome.BAD_HTTP);
    refused(with("Host: gw.test"), 400, HandshakeOutcome.BAD_HTTP);
    refused(replacing("Host", "Host: a b"), 400, HandshakeOutcome.BAD_HTTP);
    refused(replacing("Host", "Host: a/b"), 400, HandshakeOutcome.BAD_HTTP);
    refused(replacing("Host", "Host: u@gw.test"), 400, HandshakeOutcome.BAD_HTTP);
    refused(replacing("Host", "Host:"), 400, HandshakeOutcome.BAD_HTTP);
  }

  @Test
  @DisplayName("H9 a page, too, is asked for with exactly one Host")
  void aPageHasExactlyOneHost() {
    String page = "GET /client/reconnect.js HTTP/1.1";
    for (String get :
        List.of(
            request(page, "Host: gw.test", "Host: gw.test"),
            request(page, "Host: gw.test", "Host: evil.example"),
            request(page, "Host: a b"),
            request(page))) {
      Answer answer = RawHttp.exchange(gateway.port(), get);
      refused(answer, 400, HandshakeOutcome.BAD_HOST);
    }
    assertThat(
            RawHttp.exchange(gateway.port(), "GET /client/reconnect.js HTTP/1.0\r\n\r\n").status())
        .isEqualTo(200);
  }

  @ParameterizedTest
  @ValueSource(strings = {"HTTP/1.0", "HTTP/1.2", "HTTP/0.9", "HTTP/2.0", "HTTP/9.9"})
  @DisplayName("H10 another HTTP version never upgrades")
  void onlyHttpOneOne(String version) {
    List<String> lines = upgrade("/ws");
    lines.set(0, "GET /ws " + version);
    Answer answer = send(lines);
    assertThat(answer.status()).isIn(0, 400, 426, 501, 505);
    assertThat(answer.head()).matches("(?s)HTTP/1\\.[01] .*");
    assertThat(gateway.infos).hasSize(infosBefore);
  }

  @ParameterizedTest
  @ValueSource(strings = {"POST", "HEAD", "PUT", "OPTIONS", "CONNECT", "get", "FOO"})
  @DisplayName("H11 another method is 405")
  void onlyGet(String method) {
    List<String> lines = upgrade("/ws");
    lines.set(0, method + " /ws HTTP/1.1");
    Answer answer = send(lines);
    assertThat(answer.status()).isEqualTo(405);
    assertThat(answer.header("Allow")).contains("GET");
    assertThat(
            RawHttp.exchange(gateway.port(), request(method + " /ws HTTP/1.1", "Host: a")).status())
        .isEqualTo(405);
    assertThat(gateway.infos).hasSize(infosBefore);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://evil.example",
        "null",
        "https://good.example.evil.com",
        "https://evilgood.example",
        "https://good.example:8443",
        "http://good.example",
        "file://",
        "about:blank",
        "",
        "https://gw.test.evil.com",
        "http://gw.test:81"
      })
  @DisplayName("H12 a foreign Origin is 403 before the upgrade")
  void aForeignOriginIsRefused(String origin) {
    Answer answer = with("Origin: " + origin);
    refused(answer, 403, HandshakeOutcome.ORIGIN);
    assertThat(answer.body()).isNotBlank();
    if (!origin.isEmpty()) {
      assertThat(answer.body()).doesNotContain(origin);
    }
  }

  @Test
  @DisplayName("H12 two Origins are 403; allowed and same-origin pass")
  void oneAllowedOriginPasses() {
    refused(
        with("Origin: https://good.example", "Origin: https://good.example"),
        403,
        HandshakeOutcome.ORIGIN);
    for (String origin :
        List.of(
            "https://good.example",
            "HTTPS://GOOD.EXAMPLE",
            "http://gw.test",
            "https://gw.test",
            "https://GW.Test")) {
      List<String> lines = upgrade("/ws");
      lines.add("Origin: " + origin);
      upgraded(lines);
    }
  }

  @Test
  @DisplayName("H12 with * every Origin passes, whatever it looks like")
  void everyOriginPassesWhenAllAreAllowed() {
    try (TestGateway open = TestGateway.start("origins: {allow: ['*']}")) {
      for (String origin :
          List.of("https://evil.example", "HTTPS://X.Y", "null", "file://", "about:blank", "")) {
        try (RawSocket raw = RawSocket.tcp(open.port())) {
          raw.send(RawSocket.handshake(open.port(), "/ws", "Origin: " + origin));
          assertThat(raw.readHead()).as(origin).startsWith("HTTP/1.1 101 ");
        }
      }
    }
  }

  @Test
  @DisplayName("H13 no Origin is no browser, unless origins.require")
  void noOriginPassesUnlessRequired() {
    upgraded(upgrade("/ws"));
    try (TestGateway strict = TestGateway.start("origins: {require: true}")) {
      Answer answer =
          RawHttp.exchange(strict.port(), request(upgrade("/ws").toArray(new String[0])));
      assertThat(answer.code()).isEqualTo("origin");
    }
  }

  @Test
  @DisplayName("H14 a long request line is 414, long headers are 431")
  void longHeadsAreRefused() {
    upgraded(upgrade("/ws?" + "x".repeat(8000)));
    List<String> line = upgrade("/ws?" + "x".repeat(8200));
    assertThat(send(line).status()).isEqualTo(414);
    assertThat(with("X: " + "x".repeat(9000)).status()).isEqualTo(431);
  }

  @Test
  @DisplayName("H15 many tiny headers are accepted or 431")
  void manyHeadersAreHarmless() {
    for (int count : new int[] {200, 2100, 10_000}) {
      List<String> lines = upgrade("/ws");
      for (int i = 0; i < count; i++) {
        lines.add("a: b");
      }
      if (count == 200) {
        upgraded(lines);
      } else {
        assertThat(send(lines).status()).isIn(431, 0);
      }
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      nullValues = "-",
      value = {
        "unknown | -",
        "soap | soap",
        "unknown, xmpp, soap | xmpp",
        "SOAP | -",
        "'' | -",
        "',,' | -",
        "soap soap | -"
      })
  @DisplayName("H17 the first subprotocol that is spoken is answered, never an unknown one")
  void theFirstSpokenSubprotocolIsSelected(String offered, String selected) {
    List<String> lines = upgrade("/rooms/blue");
    lines.add("Sec-WebSocket-Protocol: " + offered);
    String head = upgraded(lines);
    if (selected == null) {
      assertThat(head).doesNotContainIgnoringCase("Sec-WebSocket-Protocol");
    } else {
      assertThat(head).containsIgnoringCase("Sec-WebSocket-Protocol: " + selected + "\r\n");
    }
    UpgradeInfo info = gateway.infos.get(gateway.infos.size() - 1);
    assertThat(info.subprotocol()).isEqualTo(selected);
    assertThat(info.placeholders()).containsEntry("room", "blue");
  }

  @Test
  @DisplayName("H17 two header lines are one list; a required subprotocol is asked for")
  void aRequiredSubprotocolIsAskedFor() {
    List<String> two = upgrade("/strict");
    two.add("Sec-WebSocket-Protocol: xmpp");
    refused(send(two), 400, HandshakeOutcome.SUBPROTOCOL);
    two.add("Sec-WebSocket-Protocol: soap");
    assertThat(upgraded(two)).containsIgnoringCase("Sec-WebSocket-Protocol: soap\r\n");
    infosBefore = gateway.infos.size();
    refused(send(upgrade("/strict")), 400, HandshakeOutcome.SUBPROTOCOL);
  }

  @Test
  @DisplayName("H19 a body on the upgrade is 400, an empty one is none")
  void anUpgradeHasNoBody() {
    List<String> lines = upgrade("/ws");
    lines.add("Content-Length: 10000");
    String head = request(lines.toArray(new String[0]));
    refused(
        RawHttp.exchange(gateway.port(), head + "x".repeat(10_000)), 400, HandshakeOutcome.BODY);
    refused(with("Content-Length: 10000000000"), 400, HandshakeOutcome.BODY);
    List<String> none = upgrade("/ws");
    none.add("Content-Length: 0");
    upgraded(none);
  }

  @Test
  @DisplayName("H20 Content-Length with Transfer-Encoding is 400")
  void noTransferEncoding() {
    Answer both = with("Content-Length: 5", "Transfer-Encoding: chunked");
    assertThat(both.status()).isEqualTo(400);
    List<String> old = upgrade("/ws");
    old.set(0, "GET /ws HTTP/1.0");
    old.add("Content-Length: 5");
    old.add("Transfer-Encoding: chunked");
    assertThat(send(old).status()).isEqualTo(400);
    refused(with("Transfer-Encoding: chunked"), 400, HandshakeOutcome.BODY);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Transfer-Encoding: xchunked",
        "Transfer-Encoding: chunked, identity",
        "Transfer-Encoding: identity",
        "Transfer-Encoding:\u000bchunked",
        "Content-Length: 1\r\nContent-Length: 2",
        "Content-Length: 0\r\nContent-Length: 0",
        "Content-Length: +5",
        "Content-Length: -1",
        "Content-Length: 5, 5"
      })
  @DisplayName("H21 nothing behind a doubtful body is read as a request")
  void nothingBehindADoubtfulBodyIsRead(String header) {
    String first = request(upgrade("/ws").toArray(new String[0]));
    String doubtful = first.substring(0, first.length() - 2) + header + "\r\n\r\n";
    String inside = "5;a=\"\r\nhello\r\n0\r\n\r\nGET /demo HTTP/1.1\r\nHost: a\r\n\r\n";
    Answer answer = RawHttp.exchange(gateway.port(), doubtful + inside);
    assertThat(answer.status()).isIn(400, 501);
    assertThat(answer.body()).doesNotContain("HTTP/1.1");
    assertThat(gateway.infos).hasSize(infosBefore);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/../../etc/passwd",
        "/%2e%2e%2f",
        "//evil",
        "//ws",
        "/ws;x=1",
        "/ws/",
        "/WS",
        "/%77s",
        "/\\ws",
        "/ws\\",
        "/ws%00",
        "/ws%0d%0aX:1",
        "/./ws",
        "/ws#f",
        "/rooms/",
        "/rooms/a/b",
        "/rooms/..",
        "/rooms/a%2fb",
        "/rooms/*",
        "http://gw.test/ws",
        "ws",
        "*"
      })
  @DisplayName("H23 only the path as it is configured is an endpoint")
  void onlyTheExactPathIsAnEndpoint(String path) {
    List<String> lines = upgrade("/ws");
    lines.set(0, "GET " + path + " HTTP/1.1");
    Answer answer = send(lines);
    assertThat(answer.status()).isIn(400, 404);
    assertThat(answer.header("Location")).isEmpty();
    assertThat(answer.body()).doesNotContain(path.length() > 3 ? path : "evil");
    assertThat(gateway.infos).hasSize(infosBefore);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"/../../etc/passwd", "/nothing", "//evil", "/demo/chat.js", "/%00", "/%zz"})
  @DisplayName("H23 plain requests of unknown paths are 404 or 400 as JSON")
  void unknownPathsAreJson(String path) {
    Answer answer =
        RawHttp.exchange(gateway.port(), request("GET " + path + " HTTP/1.1", "Host: gw.test"));
    assertThat(answer.status()).isIn(400, 404);
    assertThat(answer.code()).isIn("not_found", "bad_target");
    assertThat(answer.header("Location")).isEmpty();
  }

  @Test
  @DisplayName("H24 a frame in the segment of the handshake is handled; a request there is not")
  void whatFollowsTheHandshakeIsFrames() {
    byte[] handshake = RawSocket.handshake(gateway.port(), "/ws");
    try (RawSocket raw = RawSocket.tcp(gateway.port())) {
      raw.send(
          handshake,
          RawSocket.frame(
              RawSocket.TEXT, "early".getBytes(java.nio.charset.StandardCharsets.UTF_8)));
      assertThat(raw.readHead()).startsWith("HTTP/1.1 101 ");
      assertThat(raw.readText()).isEqualTo("early");
    }
    try (RawSocket raw = RawSocket.tcp(gateway.port())) {
      raw.send(handshake, handshake);
      assertThat(raw.readHead()).startsWith("HTTP/1.1 101 ");
      assertThat(raw.readClose().closeCode()).isEqualTo(1002);
    }
  }

  @Test
  @DisplayName("H28 HTTP/2 in the clear is not spoken")
  void noHttp2InTheClear() {
    Answer prior = RawHttp.exchange(gateway.port(), "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n");
    assertThat(prior.status()).isIn(0, 400, 501, 505);
    assertThat(prior.head()).doesNotContain("\u0004\u0000\u0000");
    List<String> lines = new ArrayList<>(upgrade("/ws"));
    lines.set(2, "Connection: Upgrade, HTTP2-Settings");
    lines.set(3, "Upgrade: h2c");
    lines.add("HTTP2-Settings: AAMAAABkAARAAAAAAAIAAAAA");
    refused(send(lines), 400, HandshakeOutcome.BAD_UPGRADE);
  }

  @Test
  @DisplayName("H30 A26 an answer repeats nothing of the request")
  void answersRepeatNothing() {
    Answer answer = send(upgrade("/nowhere?token=s3cr3t"));
    refused(answer, 404, HandshakeOutcome.NOT_FOUND);
    assertThat(answer.head() + answer.body()).doesNotContain("s3cr3t", "nowhere", "Exception");
    Answer failed = send(upgrade("/ws?fail"));
    assertThat(failed.status()).isEqualTo(500);
    assertThat(failed.head() + failed.body()).doesNotContain("planned", "Exception", "java");
  }

  @Test
  @DisplayName("a plain GET of an endpoint is told to upgrade")
  void aPlainGetIsToldToUpgrade() {
    Answer answer = RawHttp.exchange(gateway.port(), request("GET /ws HTTP/1.1", "Host: gw.test"));
    refused(answer, 426, HandshakeOutcome.UPGRADE_REQUIRED);
    assertThat(answer.header("Upgrade")).contains("websocket");
    assertThat(answer.header("Connection").orElse("")).contains("Upgrade");
  }

  @Test
  @DisplayName("outcomes are counted")
  void outcomesAreCounted() {
    double before = gateway.handshakes(HandshakeOutcome.BAD_KEY);
    replacing("Sec-WebSocket-Key");
    assertThat(gateway.handshakes(HandshakeOutcome.BAD_KEY)).isEqualTo(before + 1);
    double accepted = gateway.handshakes(HandshakeOutcome.ACCEPTED);
    upgraded(upgrade("/ws"));
    assertThat(gateway.handshakes(HandshakeOutcome.ACCEPTED)).isEqualTo(accepted + 1);
  }
}
