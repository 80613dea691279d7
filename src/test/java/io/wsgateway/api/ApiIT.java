package io.wsgateway.api;

import static java.net.http.HttpRequest.BodyPublishers.ofString;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.wsgateway.channel.Payload;
import io.wsgateway.support.Logs;
import java.io.ByteArrayInputStream;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ApiIT {
  private static final String HELLO = "{\"channel\":\"chat\",\"data\":{\"text\":\"hi\"}}";

  private ManagementServer server;

  @BeforeEach
  void start() {
    server = ManagementServer.start();
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void publishHandsTheExactJsonOnAndAnswersAnEmptyResult() throws Exception {
    var answer =
        server.call("publish", "{\"channel\":\"chat\",\"data\": {\"n\": 1.50, \"s\":\"é\"} }");
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.body()).isEqualTo("{\"result\":{}}");
    assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/json");
    var published = server.published.element();
    assertThat(published.channel()).isEqualTo("chat");
    assertThat(published.payload().kind()).isEqualTo(Payload.Kind.JSON);
    assertThat(published.payload().asText()).isEqualTo("{\"n\": 1.50, \"s\":\"é\"}");
    assertThat(published.id()).isNull();
    assertThat(published.skipHistory()).isFalse();
  }

  @Test
  void publishAnswersThePositionOfAChannelWithHistory() throws Exception {
    assertThat(server.call("publish", "{\"channel\":\"history:a\",\"data\":1}").body())
        .isEqualTo("{\"result\":{\"offset\":7,\"epoch\":\"e1\"}}");
  }

  @Test
  void publishTakesBase64TagsAndOptions() throws Exception {
    var answer =
        server.call(
            "publish",
            "{\"channel\":\"c\",\"data\":1,\"b64data\":\"AAH/\",\"tags\":{\"k\":\"v\"},"
                + "\"idempotency_key\":\"i1\",\"skip_history\":true,\"unknown\":[]}");
    assertThat(answer.body()).isEqualTo("{\"result\":{}}");
    var published = server.published.element();
    assertThat(published.payload().kind()).isEqualTo(Payload.Kind.BINARY);
    assertThat(published.payload().bytes()).containsExactly(0, 1, 255);
    assertThat(published.tags()).isEqualTo(Map.of("k", "v"));
    assertThat(published.id()).isEqualTo("i1");
    assertThat(published.skipHistory()).isTrue();
  }

  @Test
  void nullIsData() throws Exception {
    server.call("publish", "{\"channel\":\"c\",\"data\":null}");
    assertThat(server.published.element().payload().asText()).isEqualTo("null");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{} | channel is required",
        "{\"data\":1} | channel is required",
        "{\"channel\":\"\",\"data\":1} | channel is required",
        "{\"channel\":\"c\"} | data or b64data is required",
        "{\"channel\":\"c\",\"b64data\":\"\"} | data or b64data is required",
        "{\"channel\":\"c\",\"b64data\":\"***\"} | b64data is not base64"
      })
  void missingOrSenselessFieldsAreError107(String body, String detail) throws Exception {
    var answer = server.call("publish", body);
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.body())
        .isEqualTo("{\"error\":{\"code\":107,\"message\":\"bad request: " + detail + "\"}}");
    assertThat(server.published).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "INTERNAL,100,internal server error,500",
    "UNAVAILABLE,100,internal server error,503",
    "UNKNOWN_CHANNEL,102,unknown channel,404",
    "BAD_REQUEST,107,bad request,400",
    "TOO_LARGE,107,bad request,413",
    "NOT_AVAILABLE,108,not available,400",
    "TOO_MANY_REQUESTS,111,too many requests,429"
  })
  void errorsComeWithStatus200OrInTransportModeWithTheirOwn(
      String channel, int code, String message, int status) throws Exception {
    var body = "{\"channel\":\"" + channel + "\",\"data\":1}";
    var error = "{\"code\":" + code + ",\"message\":\"" + message + ": on purpose\"}";
    var answer = server.call("publish", body);
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.body()).isEqualTo("{\"error\":" + error + "}");
    var transport =
        server.send(
            post("publish", body)
                .header("X-API-Key", ManagementServer.PUBLISH_KEY)
                .header("X-Centrifugo-Error-Mode", "transport"));
    assertThat(transport.statusCode()).isEqualTo(status);
    assertThat(transport.body()).isEqualTo(error);
  }

  @Test
  void anAccidentTellsNothingAboutItself() throws Exception {
    var answer = server.call("publish", "{\"channel\":\"accident\",\"data\":1}");
    assertThat(answer.body())
        .isEqualTo("{\"error\":{\"code\":100,\"message\":\"internal server error\"}}");
  }

  @Test
  void broadcastAnswersForEachChannelInOrder() throws Exception {
    var answer =
        server.call(
            "broadcast",
            "{\"channels\":[\"a\",\"UNKNOWN_CHANNEL\",\"\",\"history:b\"],\"data\":\"x\"}");
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.body())
        .isEqualTo(
            "{\"result\":{\"responses\":[{\"result\":{}},"
                + "{\"error\":{\"code\":102,\"message\":\"unknown channel: on purpose\"}},"
                + "{\"error\":{\"code\":107,\"message\":\"bad request: channel is required\"}},"
                + "{\"result\":{\"offset\":7,\"epoch\":\"e1\"}}]}}");
    assertThat(server.published).extracting(p -> p.channel()).containsExactly("a", "history:b");
  }

  @ParameterizedTest
  @ValueSource(strings = {"{\"data\":1}", "{\"channels\":[],\"data\":1}"})
  void broadcastWithoutChannelsIsError107(String body) throws Exception {
    assertThat(server.call("broadcast", body).body()).contains("\"code\":107");
  }

  @Test
  void aBroadcastToTooManyChannelsPublishesNothing() throws Exception {
    var body = "{\"channels\":[" + "\"a\",".repeat(10_000) + "\"a\"],\"data\":1}";
    assertThat(server.call("broadcast", body).body()).contains("\"code\":107");
    assertThat(server.published).isEmpty();
  }

  @Test
  void versionIsRefusedBecauseIgnoringItWouldPublishTooMuch() throws Exception {
    assertThat(server.call("publish", "{\"channel\":\"c\",\"data\":1,\"version\":3}").body())
        .contains("\"code\":108");
    assertThat(server.call("publish", "{\"channel\":\"c\",\"data\":1,\"version\":0}").body())
        .isEqualTo("{\"result\":{}}");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "no",
        "[]",
        "{\"channel\":1,\"data\":1}",
        "{\"channel\":\"c\",\"data\":1,\"tags\":{\"a\":1}}",
        "{\"channel\":\"c\",\"data\":1,\"skip_history\":\"yes\"}",
        "{\"channel\":\"a\",\"channel\":\"b\",\"data\":1}"
      })
  void whatIsNotJsonOrOfTheWrongTypeIs400(String body) throws Exception {
    var answer = server.call("publish", body);
    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(answer.headers().firstValue("Content-Type").orElseThrow()).startsWith("text/plain");
    assertThat(answer.body()).startsWith("Bad Request").doesNotContain("Exception", "jackson");
    assertThat(server.published).isEmpty();
  }

  @Test
  void theContentTypeOfTheRequestDoesNotMatter() throws Exception {
    var answer =
        server.send(
            post("publish", "{\"channel\":\"c\",\"data\":\"100%&a=b\"}")
                .header("X-API-Key", ManagementServer.PUBLISH_KEY)
                .header("Content-Type", "application/x-www-form-urlencoded"));
    assertThat(answer.body()).isEqualTo("{\"result\":{}}");
    assertThat(server.published.element().payload().asText()).isEqualTo("\"100%&a=b\"");
  }

  @ParameterizedTest
  @ValueSource(strings = {"apikey", "APIKEY", "ApiKey"})
  void theKeyMayComeAsAuthorization(String scheme) throws Exception {
    var answer =
        server.send(
            post("publish", HELLO)
                .header("Authorization", scheme + " " + ManagementServer.PUBLISH_KEY));
    assertThat(answer.statusCode()).isEqualTo(200);
  }

  @ParameterizedTest
  @CsvSource({
    "X-API-Key,wrong",
    "X-API-Key,''",
    "Authorization,apikey wrong",
    "Authorization,apikey",
    "Authorization,Bearer pppppppppppppppppppppppppppppppp",
    "Authorization,pppppppppppppppppppppppppppppppp",
    "X-Other,pppppppppppppppppppppppppppppppp"
  })
  void aWrongKeyIs401WithAnEmptyBody(String header, String value) throws Exception {
    assertUnauthorized(server.send(post("publish", HELLO).header(header, value)));
  }

  @Test
  void whoGuessesKeysFillsNoLog() throws Exception {
    try (Logs logs = new Logs(ApiGate.class)) {
      for (int i = 0; i < 20; i++) {
        server.send(server.request("/api/publish").POST(HttpRequest.BodyPublishers.noBody()));
      }
      assertThat(logs.events()).hasSize(1);
      assertThat(logs.pairs(0)).contains("event=api.unauthorized");
    }
  }

  @Test
  void aWrongHeaderIsNotRescuedByAnother() throws Exception {
    assertUnauthorized(
        server.send(
            post("publish", HELLO)
                .header("X-API-Key", "wrong")
                .header("Authorization", "apikey " + ManagementServer.PUBLISH_KEY)));
    assertUnauthorized(
        server.send(
            post("publish", HELLO)
                .header("X-API-Key", ManagementServer.PUBLISH_KEY)
                .header("X-API-Key", "wrong")));
  }

  @Test
  void aKeyInTheQueryIsNotLookedAt() throws Exception {
    var query = "?api_key=" + ManagementServer.PUBLISH_KEY;
    assertUnauthorized(server.send(post("publish" + query, HELLO)));
  }

  @Test
  void withoutAnyConfiguredKeyTheAnswerSaysWhichToSet() throws Exception {
    try (var closed = new ManagementServer(List.of(), 0, null, new LoopHeartbeats())) {
      var answer = closed.call("publish", HELLO);
      assertThat(answer.statusCode()).isEqualTo(401);
      assertThat(answer.body()).contains("api.keys");
      assertThat(closed.published).isEmpty();
    }
  }

  @Test
  void aKeyWithoutTheScopeIs403() throws Exception {
    var answer = server.send(post("publish", HELLO).header("X-API-Key", ManagementServer.READ_KEY));
    assertThat(answer.statusCode()).isEqualTo(403);
    assertThat(answer.body()).contains("\"code\":403", "publish");
  }

  @ParameterizedTest
  @ValueSource(strings = {"GET", "PUT", "DELETE", "OPTIONS", "PATCH"})
  void otherVerbsAre405(String verb) throws Exception {
    var answer = server.send(server.request("/api/publish").method(verb, BodyPublishers.noBody()));
    assertThat(answer.statusCode()).isEqualTo(405);
    assertThat(answer.headers().firstValue("Allow")).hasValue("POST");
    assertThat(answer.body()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"/api/nothing", "/api/publish/x", "/api/", "/api", "/x"})
  void unknownMethodsAre404AsJson(String path) throws Exception {
    var answer =
        server.send(
            server
                .request(path)
                .header("X-API-Key", ManagementServer.PUBLISH_KEY)
                .POST(ofString(HELLO)));
    assertThat(answer.statusCode()).isEqualTo(404);
    assertThat(answer.body()).startsWith("{\"code\":404");
  }

  @Test
  void aBodyOverTheLimitIs413() throws Exception {
    var body = "{\"channel\":\"c\",\"data\":\"" + "x".repeat(ManagementServer.BODY_BYTES) + "\"}";
    var answer = server.call("publish", body);
    assertThat(answer.statusCode()).isEqualTo(413);
    assertThat(answer.body()).contains("limits.apiBodyBytes");
    var chunked =
        server.send(
            server
                .request("/api/publish")
                .header("X-API-Key", ManagementServer.PUBLISH_KEY)
                .POST(
                    BodyPublishers.ofInputStream(
                        () -> new ByteArrayInputStream(body.getBytes(UTF_8)))));
    assertThat(chunked.statusCode()).isEqualTo(413);
    assertThat(server.published).isEmpty();
    assertThat(server.call("publish", HELLO).statusCode()).isEqualTo(200);
  }

  @Test
  void aBodyOfExactlyTheLimitIsTaken() throws Exception {
    var frame = "{\"channel\":\"c\",\"data\":\"\"}".length();
    var data = "x".repeat(ManagementServer.BODY_BYTES - frame);
    assertThat(server.call("publish", "{\"channel\":\"c\",\"data\":\"" + data + "\"}").body())
        .isEqualTo("{\"result\":{}}");
    assertThat(server.published.element().payload().size()).isEqualTo(data.length() + 2);
  }

  @Test
  void expectContinueIsAnswered() throws Exception {
    var answer =
        server.send(
            post("publish", HELLO)
                .header("X-API-Key", ManagementServer.PUBLISH_KEY)
                .expectContinue(true));
    assertThat(answer.body()).isEqualTo("{\"result\":{}}");
  }

  @Test
  void aPortOfItsOwnServesTheApiAndNothingElse() throws Exception {
    var free = freePort();
    try (var split =
        new ManagementServer(ManagementServer.keys(), free, null, new LoopHeartbeats())) {
      assertThat(split.apiPort()).isEqualTo(free);
      assertThat(split.call("publish", HELLO).statusCode()).isEqualTo(404);
      var api = java.net.URI.create("http://127.0.0.1:" + free);
      var published =
          split.send(
              HttpRequest.newBuilder(api.resolve("/api/publish"))
                  .header("X-API-Key", ManagementServer.PUBLISH_KEY)
                  .POST(ofString(HELLO)));
      assertThat(published.body()).isEqualTo("{\"result\":{}}");
      assertThat(split.send(HttpRequest.newBuilder(api.resolve("/metrics"))).statusCode())
          .isEqualTo(404);
      assertThat(split.get("/health/live").statusCode()).isEqualTo(200);
    }
  }

  private static int freePort() throws Exception {
    try (var socket = new java.net.ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }

  private HttpRequest.Builder post(String method, String body) {
    return server.request("/api/" + method).POST(ofString(body));
  }

  private static void assertUnauthorized(HttpResponse<String> answer) {
    assertThat(answer.statusCode()).isEqualTo(401);
    assertThat(answer.body()).isEmpty();
  }
}
