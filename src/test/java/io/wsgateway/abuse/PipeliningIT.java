package io.wsgateway.abuse;

import static io.wsgateway.support.RawHttp.request;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.wsgateway.kit.Background;
import io.wsgateway.support.PollClient;
import io.wsgateway.support.RawHttp;
import io.wsgateway.support.RawHttp.Answer;
import io.wsgateway.support.RawSocket;
import io.wsgateway.support.Resources;
import io.wsgateway.support.RunningGateway;
import io.wsgateway.support.Unharmed;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Several requests, or what looks like them, on one connection. */
class PipeliningIT {
  private static final String PAGE = "GET /client/reconnect.js HTTP/1.1";
  private static RunningGateway gateway;

  @RegisterExtension
  static final Unharmed UNHARMED =
      new Unharmed(() -> RawSocket.open(port(), "/echo"), () -> gateway.connections());

  @BeforeAll
  static void start() throws Exception {
    gateway =
        RunningGateway.of(
            """
            http: {host: 127.0.0.1, port: 0, headerSeconds: 2}
            keepAlive: {pingSeconds: 1, readIdleSeconds: 3}
            endpoints:
              - {path: /echo, channel: echo, onMessage: echo, reply: "{message}"}
              - {path: /poll, channel: poll, welcome: "$long"}
            """
                .replace("$long", "x".repeat(60_000)));
  }

  @AfterAll
  static void stop() {
    gateway.close();
  }

  private static int port() {
    return gateway.gateway().httpPort();
  }

  private static double accepted() {
    return gateway.metric("gateway_handshakes_total{outcome=\"accepted\"}");
  }

  private static String upgrade(String... headers) {
    return new String(RawSocket.handshake(port(), "/echo", headers), ISO_8859_1);
  }

  /** What was answered, in all, to bytes that end with an upgrade which must not be seen as one. */
  private static Answer withUpgradeBehind(String bytes) {
    double before = accepted();
    Answer answer = RawHttp.exchange(port(), bytes + upgrade());
    assertThat(accepted()).isEqualTo(before);
    assertThat(answer.head() + answer.body()).doesNotContain("101 Switching");
    assertThat(answer.body()).doesNotContain("HTTP/1.1");
    return answer;
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "GET /nothing HTTP/1.1",
        "GET /echo HTTP/1.1",
        "POST /echo HTTP/1.1",
        "POST /nothing HTTP/1.1\r\nContent-Length: 0",
        "GET /echo HTTP/1.1\r\nUpgrade: websocket",
        "GET /../echo HTTP/1.1",
        "OPTIONS * HTTP/1.1",
        "GET http://gw.test/echo HTTP/1.1",
        PAGE + "\r\nConnection: close",
        "GET /client/reconnect.js HTTP/1.0\r\nConnection: x"
      })
  @DisplayName("H21 nothing behind an answer that closes the connection is a request")
  void nothingBehindTheLastAnswerIsARequest(String first) {
    assertThat(withUpgradeBehind(request(first, "Host: gw.test")).status()).isPositive();
  }

  @Test
  @DisplayName("H21 nothing behind a refused upgrade is a request")
  void nothingBehindARefusedUpgradeIsARequest() {
    assertThat(withUpgradeBehind(upgrade("Origin: https://evil.example")).status()).isEqualTo(403);
    assertThat(withUpgradeBehind(upgrade("Content-Length: 5") + "hello").status()).isEqualTo(400);
    assertThat(withUpgradeBehind(upgrade("Transfer-Encoding: chunked") + "0\r\n\r\n").status())
        .isEqualTo(400);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "zz\r\nhello\r\n0\r\n\r\n",
        "-1\r\n\r\n",
        "+5\r\nhello\r\n0\r\n\r\n",
        "0x5\r\nhello\r\n0\r\n\r\n",
        "5 5\r\nhello\r\n0\r\n\r\n",
        "\r\nhello\r\n0\r\n\r\n",
        "FFFFFFFFFFFFFFFF\r\nhello\r\n0\r\n\r\n",
        "80000000\r\nhello\r\n0\r\n\r\n",
        "5\r\nhelloX\r\n0\r\n\r\n",
        "5\rhello\r\n0\r\n\r\n",
        "5;a=\"\n\"\r\nhello\r\n0\r\n\r\n"
      })
  @DisplayName("H21 nothing behind a chunk that is none is a request")
  void nothingBehindABadChunkIsARequest(String chunks) {
    withUpgradeBehind(request(PAGE, "Host: gw.test", "Transfer-Encoding: chunked") + chunks);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Transfer-Encoding: xchunked",
        "Transfer-Encoding: chunked, identity",
        "Transfer-Encoding: identity, chunked, x",
        "Transfer-Encoding : chunked",
        " Transfer-Encoding: chunked",
        "Content-Length: 5\r\nTransfer-Encoding: chunked",
        "Content-Length: 1\r\nContent-Length: 2",
        "Content-Length: 5, 6",
        "Content-Length: +5",
        "Content-Length: 0x5",
        "Content-Length : 5"
      })
  @DisplayName("H20 H21 a page's body is as long as all readers of its header think")
  void aPageHasNoDoubtfulBody(String header) {
    Answer answer =
        RawHttp.exchange(port(), request(PAGE, "Host: gw.test", header) + "hello" + hidden());
    assertThat(answer.head() + answer.body()).doesNotContain("hidden", "404");
  }

  private static String hidden() {
    return request("GET /hidden HTTP/1.1", "Host: gw.test");
  }

  @Test
  @DisplayName("pipelined requests are answered to who reads, and an upgrade may be the last")
  void pipelinedRequestsAreAnswered() {
    try (RawSocket raw = RawSocket.tcp(port())) {
      String head = request("HEAD /client/reconnect.js HTTP/1.1", "Host: gw.test");
      byte[] frame = RawSocket.frame(RawSocket.TEXT, "early".getBytes(UTF_8));
      raw.send((head.repeat(100) + upgrade()).getBytes(ISO_8859_1), frame);
      for (int i = 0; i < 100; i++) {
        assertThat(raw.readHead()).startsWith("HTTP/1.1 200 ");
      }
      assertThat(raw.readHead()).startsWith("HTTP/1.1 101 ");
      assertThat(raw.readText()).isEqualTo("early");
    }
  }

  @Test
  @DisplayName("who asks for pages and does not read them is cut off")
  void responsesThatNobodyReadsAreBounded() {
    double unreadBefore = unread();
    Resources before = Resources.now(() -> 0);
    List<RawSocket> greedy = List.of(RawSocket.tcp(port(), 4096), RawSocket.tcp(port(), 4096));
    // 600 KB of them ask for 200 MB.
    byte[] many = request(PAGE, "Host: gw.test").repeat(10_000).getBytes(ISO_8859_1);
    List<Background> sending =
        greedy.stream().map(raw -> Background.once(() -> raw.send(many))).toList();
    await()
        .until(
            () -> {
              Resources now = Resources.now(() -> 0);
              before.assertMemory(now);
              // The node's ends are closed, ours are not.
              return now.sockets() <= before.sockets() + greedy.size();
            });
    assertThat(unread() - unreadBefore).isEqualTo(greedy.size());
    greedy.forEach(RawSocket::close);
    sending.forEach(Background::close);
  }

  private static double unread() {
    return gateway.metric("gateway_rate_limited_total{what=\"responses_unread\"}");
  }

  @Test
  @DisplayName("who repeats a poll without reading the answers is cut off")
  void answersToPollsThatNobodyReadsAreBounded() {
    PollClient client = PollClient.of(gateway, "/poll");
    String first = client.ask("").join().headers().firstValue("Poll-Cursor").orElseThrow();
    String repeated = first.replaceFirst("\\.1$", ".0");
    String poll = request("GET /poll?poll=" + repeated + " HTTP/1.1", "Host: gw.test");
    double unreadBefore = unread();
    Resources before = Resources.now(() -> 0);
    // They fit into one read, and ask for 30 MB.
    try (RawSocket raw = RawSocket.tcp(port(), 4096)) {
      raw.send(poll.repeat(500).getBytes(ISO_8859_1));
      await()
          .until(
              () -> {
                before.assertMemory(Resources.now(() -> 0));
                return unread() == unreadBefore + 1;
              });
    }
    assertThat(client.ask(repeated).join().body()).hasSizeGreaterThan(60_000);
  }
}
