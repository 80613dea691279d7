package io.wsgateway.api;

import static io.wsgateway.support.RawHttp.request;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.wsgateway.kit.Background;
import io.wsgateway.kit.FreePorts;
import io.wsgateway.support.NothingLeft;
import io.wsgateway.support.RawHttp;
import io.wsgateway.support.RawSocket;
import io.wsgateway.support.Resources;
import io.wsgateway.support.RunningGateway;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Who asks for more than it reads, or never to the end; probes are answered all the while. */
@ExtendWith(NothingLeft.class)
class ManagementAbuseIT {
  private static final String SCRAPE = request("GET /metrics HTTP/1.1", "Host: gw.test");

  private static final Duration NOW_AND_THEN = Duration.ofMillis(100);

  private final List<RawSocket> open = new ArrayList<>();
  private final List<Background> sending = new ArrayList<>();
  private final int apiPort = FreePorts.of(1)[0];
  private RunningGateway node;

  @BeforeEach
  void start() throws Exception {
    node =
        RunningGateway.of(
            """
            http: {host: 127.0.0.1, port: 0, headerSeconds: 2}
            api: {port: %d}
            """
                .formatted(apiPort));
  }

  @AfterEach
  void stop() {
    assertProbed();
    open.forEach(RawSocket::close);
    sending.forEach(Background::close);
    node.close();
  }

  private void assertProbed() {
    String probe = request("GET /health/live HTTP/1.1", "Host: gw.test", "Connection: close");
    assertThat(RawHttp.exchange(port(), probe).status()).isEqualTo(200);
  }

  private RawSocket tcp(int port, String start) {
    RawSocket raw = RawSocket.tcp(port, 4096);
    open.add(raw);
    return raw.send(start.getBytes(ISO_8859_1));
  }

  @Test
  @DisplayName("who scrapes and does not read is cut off")
  void responsesThatNobodyReadsAreBounded() {
    List<RawSocket> greedy = List.of(tcp(port(), SCRAPE), tcp(port(), SCRAPE));
    greedy.forEach(raw -> assertThat(raw.readHead()).startsWith("HTTP/1.1 200 "));
    assertThat(connections()).isEqualTo(2);
    Resources before = Resources.now(() -> 0);
    byte[] many = SCRAPE.repeat(10_000).getBytes(ISO_8859_1);
    greedy.forEach(raw -> sending.add(Background.once(() -> raw.send(many))));
    Background.repeat(
            NOW_AND_THEN,
            () -> {
              before.assertMemory(Resources.now(() -> 0));
              assertProbed();
            })
        .during(
            () -> {
              await().until(() -> connections() == 0);
            });
  }

  private int port() {
    return node.gateway().managementPort();
  }

  /** But the one that asks. */
  private double connections() {
    return node.metric("vertx_http_server_active_connections") - 1;
  }

  @Test
  @DisplayName("pipelined requests are answered to who reads")
  void pipelinedRequestsAreAnswered() {
    String probe = request("HEAD /health/live HTTP/1.1", "Host: gw.test");
    RawSocket raw = tcp(port(), probe.repeat(100));
    for (int i = 0; i < 100; i++) {
      assertThat(raw.readHead()).startsWith("HTTP/1.1 ");
    }
  }

  @Test
  @DisplayName("half requests end in time, the first and the next, also on the API's own port")
  void halfRequestsEnd() {
    for (int port : List.of(port(), apiPort)) {
      List.of("", "G", SCRAPE.substring(0, 40), SCRAPE + "GET").forEach(start -> tcp(port, start));
    }
    // A byte now and then, which must not buy time.
    Background.repeat(
            NOW_AND_THEN,
            () -> {
              open.forEach(raw -> raw.send(new byte[] {'a'}));
              assertProbed();
            })
        .during(() -> await().until(() -> open.stream().allMatch(RawSocket::hasEnded)));
  }
}
