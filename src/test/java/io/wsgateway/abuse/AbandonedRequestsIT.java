package io.wsgateway.abuse;

import static io.wsgateway.support.RawHttp.request;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.wsgateway.support.PollClient;
import io.wsgateway.support.RawSocket;
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
  void theRequestsThatWaitOnAConnectionAreBounded() {
    double before = unread();
    String page = request("GET /nothing HTTP/1.1", "Host: gw.test");
    try (RawSocket raw = RawSocket.tcp(gateway.gateway().httpPort())) {
      raw.send((poll(PollClient.of(gateway, "/waits")) + page.repeat(1000)).getBytes(ISO_8859_1));
      await().until(raw::hasEnded);
    }
    assertThat(unread() - before).isEqualTo(1);
  }

  private static double unread() {
    return gateway.metric("gateway_rate_limited_total{what=\"responses_unread\"}");
  }

  /** A poll that waits: the session has nothing for it. */
  private static String poll(PollClient client) {
    String cursor = client.ask("").join().headers().firstValue("Poll-Cursor").orElseThrow();
    return request("GET /waits?poll=" + cursor + " HTTP/1.1", "Host: gw.test");
  }

  /** A message whose end does not come, in chunks of one kilobyte. */
  private static String post(String path, String... headers) {
    List<String> lines = new ArrayList<>(List.of(headers));
    lines.add(0, "POST " + path + " HTTP/1.1");
    lines.addAll(
        List.of("Host: gw.test", "Content-Type: text/plain", "Transfer-Encoding: chunked"));
    return request(lines.toArray(String[]::new))
        + ("400\r\n" + "x".repeat(1024) + "\r\n").repeat(50);
  }

  private static void abandon(String requests) {
    try (RawSocket raw = RawSocket.tcp(gateway.gateway().httpPort())) {
      raw.send(requests.getBytes(ISO_8859_1));
    }
  }
}
