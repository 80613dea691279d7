package io.wsgateway.protocol.raw;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vertx.core.json.JsonObject;
import io.wsgateway.support.EventClient;
import io.wsgateway.support.RawHttp;
import io.wsgateway.support.RawSocket;
import io.wsgateway.support.RunningGateway;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Clients that ask for server-sent events and mean harm, or are odd. */
final class EventStreamAbuseIT {
  private static final String CONFIG =
      """
      channels: {default: {slowConsumer: latest}}
      limits: {outboundQueueBytes: 1048576, messageBytes: 65536}
      keepAlive: {pingSeconds: 1, closeSeconds: 2}
      endpoints:
        - {path: /chat, channel: chat, onMessage: publish, welcome: hi}
      """;

  private static RunningGateway node;

  @BeforeAll
  static void start() throws Exception {
    node = RunningGateway.of(CONFIG);
  }

  @AfterAll
  static void stop() {
    node.close();
  }

  /** Everybody has gone, nothing is queued, and the node serves the next client. */
  @AfterEach
  void nothingIsLeft() throws Exception {
    await().until(() -> node.connections() == 0);
    assertThat(node.metric("gateway_outbound_queue_bytes")).isZero();
    try (EventClient client = EventClient.connect(node, "/chat")) {
      assertThat(client.next()).isEqualTo("hi");
    }
    await().until(() -> node.connections() == 0);
  }

  private static int port() {
    return node.gateway().httpPort();
  }

  private static void publish(Object data) throws Exception {
    String body = new JsonObject().put("channel", "chat").put("data", data).encode();
    assertThat(node.api("publish", body).body()).isEqualTo("{\"result\":{}}");
  }

  private static byte[] get(String version, String... headers) {
    StringBuilder request =
        new StringBuilder("GET /chat HTTP/" + version + "\r\nHost: gw.test\r\n");
    for (String header : headers) {
      request.append(header).append("\r\n");
    }
    return request.append("\r\n").toString().getBytes(UTF_8);
  }

  private static final String EVENTS = "Accept: text/event-stream";

  private static RawSocket stream(int receiveBytes) {
    RawSocket socket = RawSocket.tcp(port(), receiveBytes).send(get("1.1", EVENTS));
    assertThat(socket.readHead()).startsWith("HTTP/1.1 200 ");
    return socket;
  }

  private static String readUntil(RawSocket socket, String text) {
    StringBuilder read = new StringBuilder();
    for (int b = socket.readByte(); b >= 0; b = socket.readByte()) {
      read.append((char) b);
      if (read.indexOf(text, Math.max(0, read.length() - text.length())) >= 0) {
        return read.toString();
      }
    }
    return read.toString();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "text/event-stream;q=0",
        "text/event-stream; q=0.000 , */*",
        "text/event-stream-not",
        "application/json;profile=text/event-stream",
        "*/*",
        "text/*",
        ""
      })
  void typesThatAreNotNamedAreNotSent(String accept) {
    RawHttp.Answer answer =
        RawHttp.exchange(
            port(),
            RawHttp.request(
                "GET /chat HTTP/1.1", "Host: gw.test", "Accept: " + accept, "Connection: close"));
    assertThat(answer.code()).isEqualTo("upgrade_required");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "TEXT/Event-Stream",
        "text/html;q=0, text/event-stream;q=0.001",
        "text/html, text/event-stream ; charset=utf-8",
        "text/html\r\nAccept: text/event-stream"
      })
  void typesThatAreNamedAre(String accept) {
    try (RawSocket socket = RawSocket.tcp(port()).send(get("1.1", "Accept: " + accept))) {
      assertThat(socket.readHead()).startsWith("HTTP/1.1 200 ");
    }
  }

  /** A proxy of old age; whether it wants to keep the connection does not matter. */
  @ParameterizedTest
  @ValueSource(strings = {"X-A: 1", "Connection: keep-alive"})
  void http10IsServed(String header) throws Exception {
    try (RawSocket socket = RawSocket.tcp(port()).send(get("1.0", EVENTS, header))) {
      assertThat(socket.readHead())
          .startsWith("HTTP/1.")
          .contains(" 200 ")
          .doesNotContainIgnoringCase("chunked")
          .doesNotContainIgnoringCase("keep-alive");
      publish(1);
      assertThat(readUntil(socket, "data: 1\n\n")).startsWith(":\n\ndata: hi\n\n");
    }
  }

  @Test
  void aLongIdOfTheLastEventIsRefused() {
    for (int length : new int[] {300, 10_000}) {
      RawHttp.Answer answer =
          RawHttp.exchange(
              port(),
              RawHttp.request(
                  "GET /chat HTTP/1.1",
                  "Host: gw.test",
                  EVENTS,
                  "Last-Event-ID: " + "7".repeat(length)));
      assertThat(answer.status()).isIn(400, 431);
    }
  }

  @Test
  void hugeHeadersAreRefused() {
    for (String header :
        List.of("Accept: " + "a/b,".repeat(10_000), "X-" + "a".repeat(40_000) + ": 1")) {
      RawHttp.Answer answer =
          RawHttp.exchange(
              port(), RawHttp.request("GET /chat HTTP/1.1", "Host: gw.test", EVENTS, header));
      assertThat(answer.status()).isEqualTo(431);
    }
  }

  @Test
  void aClientThatEndsItsSideHasEndedTheStream() throws Exception {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port())) {
      socket.setSoTimeout(RawSocket.TIMEOUT_MILLIS);
      socket.getOutputStream().write(get("1.1", EVENTS));
      InputStream in = socket.getInputStream();
      assertThat(in.read()).isEqualTo('H');
      socket.shutdownOutput();
      assertThat(new String(in.readAllBytes(), UTF_8)).contains("data: hi\n\n");
    }
    // The same with the request in one piece.
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port())) {
      socket.setSoTimeout(RawSocket.TIMEOUT_MILLIS);
      socket.getOutputStream().write(get("1.1", EVENTS));
      socket.shutdownOutput();
      socket.getInputStream().readAllBytes();
    }
  }

  @Test
  void requestsBehindItAreNotAnsweredAndPublishNothing() throws Exception {
    byte[] post =
        "POST /chat HTTP/1.1\r\nHost: gw.test\r\nContent-Type: text/plain\r\nContent-Length: 4\r\n\r\nevil"
            .getBytes(UTF_8);
    try (EventClient witness = EventClient.connect(node, "/chat");
        RawSocket socket = RawSocket.tcp(port()).send(get("1.1", EVENTS), post, post)) {
      witness.next();
      assertThat(socket.readHead()).startsWith("HTTP/1.1 200 ");
      publish("good");
      assertThat(witness.next()).isEqualTo("\"good\"");
      assertThat(readUntil(socket, "\"good\"\n\n")).doesNotContain("evil", "HTTP/1.1");
    }
  }

  /**
   * Each reads a byte in a while; the others get everything, and memory does not grow with them.
   */
  @Test
  void thoseThatReadByteByByteHarmNobody() throws Exception {
    List<RawSocket> slow = new ArrayList<>();
    try (EventClient reader = EventClient.connect(node, "/chat")) {
      reader.next();
      for (int i = 0; i < 30; i++) {
        slow.add(stream(1));
      }
      String breaks = "\n".repeat(10_000);
      for (int i = 0; i < 40; i++) {
        // By POST: the API would send the line breaks as JSON.
        RawHttp.Answer answer =
            RawHttp.exchange(
                port(),
                "POST /chat HTTP/1.1\r\nHost: gw.test\r\nConnection: close\r\nContent-Type: text/plain\r\n"
                    + "Content-Length: 10000\r\n\r\n"
                    + breaks);
        assertThat(answer.status()).isIn(204, 429);
        if (answer.status() == 204) {
          assertThat(reader.next()).isEqualTo(breaks);
        }
        slow.get(i % slow.size()).readByte();
      }
      // They are all there still: the policy keeps the newest message for each.
      assertThat(node.connections("sse")).isEqualTo(31);
      assertThat(node.metric("gateway_outbound_queue_bytes")).isLessThan(30 * 11_000.0);
    } finally {
      slow.forEach(RawSocket::close);
    }
  }

  /** Each ends at another moment of its opening. */
  @Test
  void aStormOfClientsThatLeaveAtOnceLeavesNothing() throws IOException {
    byte[] request = get("1.1", EVENTS);
    for (int i = 0; i < 150; i++) {
      try (Socket socket = new Socket()) {
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port()));
        socket.getOutputStream().write(request, 0, request.length - i % 3);
        if (i % 2 == 0) {
          socket.setSoLinger(true, 0); // a reset
        }
      }
    }
  }
}
