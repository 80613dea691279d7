package io.wsgateway.examples;

import static io.wsgateway.examples.HttpBackend.SECRET;
import static io.wsgateway.examples.HttpBackend.sign;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The backends in Go and PHP, with webhooks that this test signs itself. */
final class HttpBackendsIT {
  private static final String HELLO = "{\"from\":\"Ann\",\"text\":\"hello ü\"}";

  @TempDir Path directory;

  @ParameterizedTest
  @ValueSource(strings = {"go", "php"})
  void takesMessagesAndEventsOfTheGatewayOnly(String language) throws Exception {
    try (HttpBackend backend = HttpBackend.start(language, directory)) {
      publishesWhatAClientWrites(backend);
      refusesWhatIsNoMessage(backend);
      countsWhoIsOnline(backend);
      refusesCallsThatTheGatewayHasNotSigned(backend);
    }
  }

  private static void publishesWhatAClientWrites(HttpBackend backend) throws Exception {
    HttpResponse<String> response = backend.call("/inbound", HELLO);
    assertThat(response.statusCode()).as(response.body()).isEqualTo(204);
    String published = backend.published();
    assertThat(published).startsWith(HttpBackend.KEY + " ");
    JsonObject body = new JsonObject(published.substring(HttpBackend.KEY.length() + 1));
    assertThat(body.getString("channel")).isEqualTo("chat:50%");
    assertThat(body.getJsonObject("data")).isEqualTo(new JsonObject(HELLO));

    int[][] answers = {{503, 503}, {500, 503}, {429, 422}, {403, 422}};
    for (int[] each : answers) {
      backend.apiAnswers(each[0]);
      assertThat(backend.call("/inbound", HELLO).statusCode()).isEqualTo(each[1]);
      backend.published();
    }
    backend.apiAnswers(200);
  }

  private static void refusesWhatIsNoMessage(HttpBackend backend) throws Exception {
    String tooLong = "{\"from\":\"Ann\",\"text\":\"" + "x".repeat(501) + "\"}";
    for (String body :
        new String[] {"", "[]", "7", "\"from\"", "{}", "{\"from\":1,\"text\":[]}", tooLong}) {
      HttpResponse<String> response = backend.call("/inbound", body);
      assertThat(response.statusCode()).as(body).isEqualTo(422);
      assertThat(response.body()).contains("from and text");
    }
    assertThat(backend.call("/inbound", "x".repeat((1 << 20) + 1)).statusCode()).isEqualTo(413);
    assertThat(backend.call("/events", "{").statusCode()).isEqualTo(422);
    assertThat(backend.call("/other", "{}").statusCode()).isEqualTo(404);
    assertThat(backend.hasPublished()).isFalse();
  }

  private static void countsWhoIsOnline(HttpBackend backend) throws Exception {
    assertThat(online(backend)).startsWith("0 ");
    String batch =
        """
        [{"event":"connected","client":"a","boot":"one","node":"n","seq":1},
         {"event":"connected","client":"b","boot":"two","node":"m","seq":1},
         {"event":"connected","client":"c","boot":"two","node":"m","seq":2},
         {"event":"connected","client":"d","boot":"one","node":"n","seq":2},
         {"event":"disconnected","client":"d","code":1000,"boot":"one","node":"n","seq":3},
         {"event":"something","new":true}]""";
    // The gateway sends a batch again when it did not get the answer.
    assertThat(backend.call("/events", batch).statusCode()).isEqualTo(204);
    assertThat(backend.call("/events", batch).statusCode()).isEqualTo(204);
    assertThat(online(backend)).startsWith("3 ");
    String lost =
        "[{\"event\":\"nodeLost\",\"lostNode\":\"m\",\"lostBoot\":\"two\",\"boot\":\"one\"}]";
    assertThat(backend.call("/events", lost).statusCode()).isEqualTo(204);
    assertThat(online(backend)).startsWith("1 ");
    assertThat(backend.call("/events", "[]").statusCode()).isEqualTo(204);
  }

  private static String online(HttpBackend backend) throws Exception {
    HttpResponse<String> response =
        backend.call("/inbound", "{\"from\":\"Ann\",\"text\":\"/online\"}");
    assertThat(response.headers().firstValue("Content-Type").orElse(""))
        .startsWith("application/json");
    return new JsonObject(response.body()).getString("text");
  }

  private static void refusesCallsThatTheGatewayHasNotSigned(HttpBackend backend) throws Exception {
    long now = System.currentTimeMillis() / 1000;
    String at = Long.toString(now);
    String right = "v1," + sign(SECRET, "m", now, HELLO);
    String other = "v1," + sign("another secret".getBytes(UTF_8), "m", now, HELLO);
    long old = now - 400;
    long soon = now + 400;

    assertThat(status(backend, "m", at, right)).isEqualTo(204);
    // While a secret changes, there is a signature for each.
    assertThat(status(backend, "m", at, other + " v2,x " + right)).isEqualTo(204);
    backend.published();
    backend.published();

    assertThat(status(backend, "m", at, other)).isEqualTo(400);
    assertThat(status(backend, "n", at, right)).isEqualTo(400);
    assertThat(status(backend, "m", Long.toString(now + 1), right)).isEqualTo(400);
    assertThat(status(backend, "m", at, right.substring(3))).isEqualTo(400);
    assertThat(status(backend, "m", at, "v1,")).isEqualTo(400);
    assertThat(status(backend, "m", at, "")).isEqualTo(400);
    assertThat(status(backend, "", at, right)).isEqualTo(400);
    assertThat(status(backend, "m", "now", right)).isEqualTo(400);
    assertThat(status(backend, "m", Long.toString(old), "v1," + sign(SECRET, "m", old, HELLO)))
        .isEqualTo(400);
    assertThat(status(backend, "m", Long.toString(soon), "v1," + sign(SECRET, "m", soon, HELLO)))
        .isEqualTo(400);
    assertThat(backend.call("/inbound", HELLO + " ", "m", at, right).statusCode()).isEqualTo(400);
    assertThat(backend.hasPublished()).isFalse();
  }

  private static int status(HttpBackend backend, String id, String seconds, String signature)
      throws Exception {
    return backend.call("/inbound", HELLO, id, seconds, signature).statusCode();
  }
}
