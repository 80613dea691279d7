package io.wsgateway.abuse;

import static io.wsgateway.support.RawHttp.request;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.wsgateway.kit.Background;
import io.wsgateway.support.Logs;
import io.wsgateway.support.RawSocket;
import io.wsgateway.support.Resources;
import io.wsgateway.support.RunningGateway;
import io.wsgateway.support.Unharmed;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Too much of something, or too slowly. */
class FloodIT {
  private static final Duration NOW_AND_THEN = Duration.ofMillis(100);

  private static RunningGateway gateway;

  @RegisterExtension
  static final Unharmed UNHARMED =
      new Unharmed(() -> RawSocket.open(port(), "/echo"), () -> gateway.connections());

  private final List<RawSocket> open = new ArrayList<>();

  @BeforeAll
  static void start() throws Exception {
    gateway =
        RunningGateway.of(
            """
            http: {host: 127.0.0.1, port: 0, headerSeconds: 2}
            endpoints:
              - {path: /echo, channel: echo, onMessage: echo, reply: "{message}"}
              - {path: /chat, channel: chat}
              - {path: /big, channel: big}
            limits: {messagesPerSecond: 200}
            """);
  }

  @AfterAll
  static void stop() {
    gateway.close();
  }

  @AfterEach
  void closeAll() {
    open.forEach(RawSocket::close);
    await().until(() -> gateway.connections() == 1);
  }

  private static int port() {
    return gateway.gateway().httpPort();
  }

  private RawSocket tcp(String start) {
    RawSocket raw = RawSocket.tcp(port());
    open.add(raw);
    return raw.send(start.getBytes(ISO_8859_1));
  }

  private RawSocket client(String path) {
    RawSocket raw = RawSocket.open(port(), path);
    open.add(raw);
    return raw;
  }

  @Test
  @DisplayName("H26 hundreds of slow headers end in time, and do not stop honest clients")
  void slowHeaders() {
    String head = "GET /echo HTTP/1.1\r\nHost: gw.test\r\n";
    for (int i = 0; i < 100; i++) {
      List.of("", "G", head, head + "X: ").forEach(this::tcp);
    }
    List<RawSocket> slow = List.copyOf(open);
    try (RawSocket honest = RawSocket.open(port(), "/echo")) {
      assertThat(honest.echoes("honest")).isTrue();
    }
    // A byte now and then, which must not buy time.
    byte[] one = "a".getBytes(US_ASCII);
    Background.repeat(NOW_AND_THEN, () -> slow.forEach(raw -> raw.send(one)))
        .during(
            () -> {
              await().until(() -> slow.get(0).hasEnded());
              slow.forEach(raw -> assertThat(raw.readEnd()).isTrue());
            });
  }

  @Test
  @DisplayName("H19 a body without end is not waited for")
  void endlessBodies() {
    String length = "Content-Length: 10000000000";
    String chunked = "Transfer-Encoding: chunked";
    String page = "GET /client/reconnect.js HTTP/1.1";
    RawSocket upgrade = tcp(new String(RawSocket.handshake(port(), "/echo", length), ISO_8859_1));
    assertThat(upgrade.send(new byte[1000]).readHead()).startsWith("HTTP/1.1 400 ");
    String text = "Content-Type: text/plain";
    RawSocket post = tcp(request("POST /echo HTTP/1.1", "Host: gw.test", text, length));
    assertThat(post.send(new byte[1000]).readHead()).startsWith("HTTP/1.1 413 ");
    RawSocket put = tcp(request("PUT /echo HTTP/1.1", "Host: gw.test", length));
    assertThat(put.send(new byte[1000]).readHead()).startsWith("HTTP/1.1 405 ");
    List<RawSocket> pages =
        List.of(
            tcp(request(page, "Host: gw.test", length)),
            tcp(request(page, "Host: gw.test", length, "Expect: 100-continue")),
            tcp(request(page, "Host: gw.test", chunked)),
            tcp(request(page, "Host: gw.test", chunked) + "1\r\na\r\n0\r\nTrailer: "));
    Resources before = Resources.now(() -> 0);
    pages.forEach(raw -> assertThat(raw.readHead()).contains("HTTP/1.1 200 "));
    byte[] chunk = ("400\r\n" + "x".repeat(0x400) + "\r\n").getBytes(US_ASCII);
    Background.repeat(
            NOW_AND_THEN,
            () -> {
              pages.forEach(raw -> raw.send(chunk));
              before.assertMemory(Resources.now(() -> 0));
            })
        .during(
            () -> {
              await().until(() -> pages.stream().allMatch(RawSocket::hasEnded));
            });
  }

  @Test
  @DisplayName("F18 compression is not agreed to, and a compressed frame is a protocol error")
  void compressionIsNotSpoken() {
    RawSocket raw =
        tcp(
            new String(
                RawSocket.handshake(
                    port(), "/echo", "Sec-WebSocket-Extensions: permessage-deflate; x=1, foo"),
                ISO_8859_1));
    assertThat(raw.readHead())
        .startsWith("HTTP/1.1 101 ")
        .doesNotContainIgnoringCase("Sec-WebSocket-Extensions");
    // "Hello", as in RFC 7692 section 7.2.3.1.
    byte[] hello = {(byte) 0xf2, 0x48, (byte) 0xcd, (byte) 0xc9, (byte) 0xc9, 0x07, 0x00};
    raw.send(RawSocket.frame(true, 4, RawSocket.TEXT, true, hello));
    assertThat(raw.readClose().closeCode()).isEqualTo(1002);
  }

  @Test
  @DisplayName("A10 a flood of publications is slowed down, then closed, and all hear the same")
  void aFloodOfPublications() {
    int sent = 20_000;
    List<RawSocket> hearers = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      hearers.add(client("/chat"));
    }
    RawSocket flooder = client("/chat");
    byte[] all = new byte[0];
    byte[] one = RawSocket.frame(RawSocket.TEXT, "flood".getBytes(UTF_8));
    for (int i = 0; i < 100; i++) {
      all = RawSocket.join(all, one);
    }
    byte[] hundred = all;
    Background.once(
            () -> {
              for (int i = 0; i < sent / 100; i++) {
                flooder.send(hundred);
              }
            })
        .during(
            () -> {
              assertThat(flooder.readClose().closeCode()).isEqualTo(1013);
            });
    UNHARMED.assertCanarySings();
    RawSocket last = client("/chat");
    last.sendText("last");
    Set<Integer> heard = hearers.stream().map(FloodIT::heardBeforeLast).collect(Collectors.toSet());
    assertThat(heard).hasSize(1).allMatch(count -> count < sent);
  }

  private static int heardBeforeLast(RawSocket hearer) {
    int count = 0;
    while (!hearer.readText().equals("last")) {
      count++;
    }
    return count;
  }

  @Test
  @DisplayName("A11 hundreds come and go at once, half of them before they are answered")
  void aStormOfConnects() {
    for (int round = 0; round < 10; round++) {
      for (int i = 0; i < 50; i++) {
        tcp(new String(RawSocket.handshake(port(), "/chat"), ISO_8859_1));
      }
      for (int i = 0; i < open.size(); i += 2) {
        open.get(i).reset();
      }
      for (int i = 1; i < open.size(); i += 2) {
        assertThat(open.get(i).readHead()).startsWith("HTTP/1.1 101 ");
      }
      open.forEach(RawSocket::close);
      open.clear();
    }
  }

  @Test
  @DisplayName("F23 resets in every state leave nothing behind, and no stack trace each")
  void resets() {
    byte[] handshake = RawSocket.handshake(port(), "/chat");
    byte[] frame = RawSocket.frame(RawSocket.TEXT, "hello".getBytes(UTF_8));
    try (Logs logs = new Logs()) {
      for (int i = 0; i < 40; i++) {
        RawSocket.tcp(port()).reset();
        RawSocket.tcp(port()).send(Arrays.copyOf(handshake, 10 + i)).reset();
        RawSocket.tcp(port()).send(handshake).reset();
        RawSocket.open(port(), "/chat").reset();
        RawSocket.open(port(), "/chat").send(Arrays.copyOf(frame, 1 + i % frame.length)).reset();
        RawSocket.open(port(), "/chat").send(frame, frame).reset();
        RawSocket.open(port(), "/chat").sendClose(1000, "").reset();
        RawSocket.tcp(port())
            .send(request("GET /client/reconnect.js HTTP/1.1", "Host: a").getBytes(US_ASCII))
            .reset();
      }
      await().until(() -> gateway.connections() == 1);
      assertThat(logs.stackTraces()).isZero();
    }
  }
}
