package io.wsgateway.api;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.wsgateway.support.Logs;
import io.wsgateway.support.RawSocket;
import io.wsgateway.support.RunningGateway;
import java.net.InetAddress;
import java.net.http.HttpResponse;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Guessing keys hurts nobody else. Each test has a node, since a minute is long. */
final class WrongKeysIT {
  private static final String HELLO = "{\"channel\":\"chat\",\"data\":1}";

  private RunningGateway node;

  @BeforeEach
  void start() throws Exception {
    node = RunningGateway.of("endpoints: [{path: /ws, channel: chat}]\n");
  }

  @AfterEach
  void stop() {
    node.close();
  }

  private HttpResponse<String> guess() throws Exception {
    return RunningGateway.send(node.post("publish", HELLO).header("X-API-Key", "guessed"));
  }

  private void exhaust() throws Exception {
    for (int i = 0; i < WrongKeys.ALLOWED; i++) {
      assertThat(guess().statusCode()).isEqualTo(401);
    }
    assertThat(guess().statusCode()).isEqualTo(429);
  }

  @Test
  void theEleventhWrongKeyIsToldWhenToRetry() throws Exception {
    exhaust();
    HttpResponse<String> answer = guess();
    assertThat(answer.statusCode()).isEqualTo(429);
    assertThat(answer.headers().firstValueAsLong("Retry-After").orElseThrow()).isBetween(1L, 60L);
    assertThat(answer.body())
        .startsWith("{\"code\":429,\"message\":\"too many wrong keys")
        .doesNotContain("guessed");
    assertThat(node.metric("gateway_auth_failures_total{reason=\"api_key\"}")).isEqualTo(12);
  }

  /** The same connection is used by all. */
  @Test
  void aRightKeyFromTheSameAddressIsNeverRefused() throws Exception {
    AtomicBoolean over = new AtomicBoolean();
    Thread guesser =
        new Thread(
            () -> {
              while (!over.get()) {
                try {
                  guess();
                } catch (Exception e) {
                  throw new IllegalStateException(e);
                }
              }
            });
    exhaust();
    guesser.start();
    try {
      for (int i = 0; i < 100; i++) {
        assertThat(node.api("publish", HELLO).body()).isEqualTo("{\"result\":{}}");
      }
    } finally {
      over.set(true);
      guesser.join();
    }
    assertThat(guess().statusCode()).isEqualTo(429);
  }

  @Test
  void anotherAddressHasItsOwnTen() throws Exception {
    exhaust();
    InetAddress other = InetAddress.getByAddress(new byte[] {127, 0, 0, 2});
    for (int i = 0; i < WrongKeys.ALLOWED; i++) {
      assertThat(guessFrom(other)).contains(" 401 ");
    }
    assertThat(guessFrom(other)).contains(" 429 ");
  }

  private String guessFrom(InetAddress source) {
    String request =
        "POST /api/publish HTTP/1.1\r\nHost: gw\r\nX-API-Key: guessed\r\nContent-Length: 0\r\n\r\n";
    try (RawSocket socket = RawSocket.tcpFrom(source, node.gateway().apiPort())) {
      socket.send(request.getBytes(ISO_8859_1));
      return socket.readHead();
    }
  }

  @Test
  void aCallWithoutAKeyIsNoGuess() throws Exception {
    for (int i = 0; i < 20; i++) {
      assertThat(RunningGateway.send(node.post("publish", HELLO)).statusCode()).isEqualTo(401);
    }
  }

  @Test
  void aFloodIsTwoLinesInTheLog() throws Exception {
    try (Logs logs = new Logs(ApiGate.class)) {
      exhaust();
      for (int i = 0; i < 100; i++) {
        guess();
      }
      assertThat(logs.events()).hasSize(2);
      assertThat(logs.pairs(0)).contains("event=api.unauthorized");
      assertThat(logs.pairs(1)).contains("event=api.limited");
      assertThat(logs.lines()).noneMatch(line -> line.contains("guessed"));
    }
  }
}
