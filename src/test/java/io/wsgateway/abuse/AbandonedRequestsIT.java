package io.wsgateway.abuse;

import static io.wsgateway.support.RawHttp.request;
import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.wsgateway.kit.Background;
import io.wsgateway.support.PollClient;
import io.wsgateway.support.RawSocket;
import io.wsgateway.support.Resources;
import io.wsgateway.support.RunningGateway;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Connections that end while their requests wait. What was read from them is released: the leak
 * detector fails this class otherwise.
 */
class AbandonedRequestsIT {
  private static final int CONNECTIONS = 50;

  /**
   * Each takes its time, since it collects garbage; a megabyte per connection shows in the first.
   */
  private static final int LOOKS = 5;

  private static final String CHUNK = "400\r\n" + "x".repeat(1024) + "\r\n";
  private static RunningGateway gateway;

  /** A backend that accepts connections and never answers. */
  private static ServerSocket silent;

  @BeforeAll
  static void start() throws Exception {
    silent = new ServerSocket(0, 2 * CONNECTIONS, InetAddress.getLoopbackAddress());
    gateway =
        RunningGateway.of(
            """
            http: {host: 127.0.0.1, port: 0}
            hooks:
              secret: MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw
              clientHeaders: [Authorization]
              connect: {url: "http://127.0.0.1:%d/"}
            endpoints:
              - {path: /waits, channel: waits, onMessage: echo, reply: "{message}"}
              - {path: /asks, channel: asks, onMessage: echo, reply: "{message}", auth: hook}
            """
                .formatted(silent.getLocalPort()));
  }

  @AfterAll
  static void stop() throws Exception {
    gateway.close();
    silent.close();
  }

  @Test
  void aBodyBehindAParkedPollIsReleased() {
    PollClient client = PollClient.of(gateway, "/waits");
    for (int i = 0; i < CONNECTIONS; i++) {
      abandon(poll(client) + post("/waits"));
    }
  }

  @Test
  void aBodyBehindAnEventStreamIsReleased() {
    for (int i = 0; i < CONNECTIONS; i++) {
      abandon(
          request("GET /waits HTTP/1.1", "Host: gw.test", "Accept: text/event-stream")
              + post("/waits"));
    }
  }

  @Test
  void aBodyThatWaitsForTheBackendsConsentIsReleased() {
    for (int i = 0; i < CONNECTIONS; i++) {
      abandon(post("/asks", "Authorization: Bearer " + i));
    }
  }

  @Test
  void whatWaitsOfBodiesIsBounded() {
    PollClient client = PollClient.of(gateway, "/waits");
    List<RawSocket> sockets = new ArrayList<>();
    List<Background> sending = new ArrayList<>();
    byte[] body = CHUNK.repeat(2000).getBytes(ISO_8859_1);
    Resources before = Resources.now(() -> 0);
    for (int i = 0; i < 2 * CONNECTIONS; i++) {
      byte[] head = (poll(client) + post("/waits")).getBytes(ISO_8859_1);
      RawSocket raw = RawSocket.tcp(gateway.gateway().httpPort());
      sockets.add(raw);
      sending.add(Background.once(() -> raw.send(head).send(body)));
    }
    for (int i = 0; i < LOOKS; i++) {
      before.assertMemory(Resources.now(() -> 0));
    }
    sockets.forEach(RawSocket::close);
    sending.forEach(Background::close);
  }

  /** A poll that waits: the session has nothing for it. */
  private static String poll(PollClient client) {
    String cursor = client.ask("").join().headers().firstValue("Poll-Cursor").orElseThrow();
    return request("GET /waits?poll=" + cursor + " HTTP/1.1", "Host: gw.test");
  }

  /** A message whose end does not come. */
  private static String post(String path, String... headers) {
    List<String> lines = new ArrayList<>(List.of(headers));
    lines.add(0, "POST " + path + " HTTP/1.1");
    lines.addAll(
        List.of("Host: gw.test", "Content-Type: text/plain", "Transfer-Encoding: chunked"));
    return request(lines.toArray(String[]::new)) + CHUNK.repeat(50);
  }

  private static void abandon(String requests) {
    try (RawSocket raw = RawSocket.tcp(gateway.gateway().httpPort())) {
      raw.send(requests.getBytes(ISO_8859_1));
    }
  }
}
