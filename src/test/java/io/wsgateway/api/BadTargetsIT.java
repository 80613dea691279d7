package io.wsgateway.api;

import static io.wsgateway.support.RawHttp.request;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import io.wsgateway.support.Logs;
import io.wsgateway.support.RawHttp;
import io.wsgateway.support.RawHttp.Answer;
import io.wsgateway.support.RunningGateway;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Requests to the management port that name nothing: a fault of the client's, and quiet. */
final class BadTargetsIT {
  private static RunningGateway node;

  @BeforeAll
  static void start() throws Exception {
    node = RunningGateway.of("");
  }

  @AfterAll
  static void stop() {
    node.close();
  }

  private static Answer send(String text) {
    return RawHttp.exchange(node.gateway().managementPort(), text);
  }

  @ParameterizedTest
  @CsvSource({
    "OPTIONS * HTTP/1.1, Host: a, 400",
    "CONNECT a.example:443 HTTP/1.1, Host: a.example:443, 400",
    "GET metrics HTTP/1.1, Host: a, 400",
    "GET ?x HTTP/1.1, Host: a, 400",
    "GET /metrics HTTP/1.1, X: no host, 400",
    "GET /metrics HTTP/1.1, Host: a b, 400",
    "GET /%zz HTTP/1.1, Host: a, 400",
    "GET /nothing HTTP/1.1, Host: a, 404",
    "GET /metrics HTP, Host: a, 400"
  })
  void aBadTargetIsRefusedWithoutAnError(String line, String header, int status) {
    assertQuietly(request(line, header, "Connection: close"), status);
  }

  @ParameterizedTest
  @CsvSource({"414, 5000, 0", "431, 0, 9000"})
  void aLongHeadIsRefusedWithoutAnError(int status, int query, int cookie) {
    assertQuietly(
        request(
            "GET /metrics?" + "x".repeat(query) + " HTTP/1.1",
            "Host: a",
            "Connection: close",
            "Cookie: " + "x".repeat(cookie)),
        status);
  }

  private static void assertQuietly(String text, int status) {
    try (Logs vertx = new Logs("io.vertx");
        Logs own = new Logs()) {
      Answer answer = send(text);
      assertThat(answer.status()).isEqualTo(status);
      assertThat(answer.body()).matches("\\{\"code\":" + status + ",\"message\":\".+\"}");
      for (Logs logs : List.of(vertx, own)) {
        assertThat(logs.events()).noneMatch(e -> e.getLevel().isGreaterOrEqual(Level.WARN));
      }
    }
  }
}
