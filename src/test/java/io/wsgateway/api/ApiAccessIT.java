package io.wsgateway.api;

import static java.net.http.HttpRequest.BodyPublishers.ofInputStream;
import static java.net.http.HttpRequest.BodyPublishers.ofString;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.wsgateway.kit.FreePorts;
import io.wsgateway.support.Logs;
import io.wsgateway.support.PlainClient;
import io.wsgateway.support.RunningGateway;
import java.io.ByteArrayInputStream;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which calls reach a method of the API: by key, verb, path, port and size. */
final class ApiAccessIT {
  private static final String KEY = "p".repeat(32);
  private static final String READ_KEY = "r".repeat(32);
  private static final int BODY_BYTES = 32 * 1024;
  private static final String HELLO = "{\"channel\":\"chat\",\"data\":\"hello\"}";
  private static final String YAML =
      """
      endpoints: [{path: /ws, channel: chat}]
      limits: {apiBodyBytes: %d}
      api:
        port: %%d
        keys:
        - {name: orders, key: %s, scopes: [publish]}
        - {name: reports, key: %s, scopes: [read]}
      """
          .formatted(BODY_BYTES, KEY, READ_KEY);

  private static RunningGateway node;
  private PlainClient client;

  @BeforeAll
  static void start() throws Exception {
    node = RunningGateway.of(YAML.formatted(0));
  }

  @AfterAll
  static void stop() {
    node.close();
  }

  @BeforeEach
  void connect() throws Exception {
    client = PlainClient.connect(node.ws("/ws"));
  }

  @AfterEach
  void disconnect() {
    client.close();
  }

  private static HttpRequest.Builder post(String method) {
    return node.post(method, HELLO);
  }

  private static HttpResponse<String> publish(HttpRequest.BodyPublisher body) throws Exception {
    return RunningGateway.send(post("publish").header("X-API-Key", KEY).POST(body));
  }

  private void assertUnauthorized(HttpRequest.Builder request) throws Exception {
    HttpResponse<String> answer = RunningGateway.send(request);
    assertThat(answer.statusCode()).isEqualTo(401);
    assertThat(answer.body()).isEmpty();
    assertNothingPublished();
  }

  /** Whatever was published before, clients would hear before this. */
  private void assertNothingPublished() throws Exception {
    publish(ofString("{\"channel\":\"chat\",\"data\":\"the next\"}"));
    assertThat(client.next()).isEqualTo("\"the next\"");
  }

  @ParameterizedTest
  @ValueSource(strings = {"apikey", "APIKEY", "ApiKey"})
  void theKeyMayComeAsAuthorization(String scheme) throws Exception {
    HttpResponse<String> answer =
        RunningGateway.send(post("publish").header("Authorization", scheme + " " + KEY));
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(client.next()).isEqualTo("\"hello\"");
  }

  @ParameterizedTest
  @CsvSource({
    "X-API-Key,wrong",
    "X-API-Key,''",
    "Authorization,apikey wrong",
    "Authorization,apikey",
    "X-Other,pppppppppppppppppppppppppppppppp"
  })
  void aWrongKeyIs401WithAnEmptyBody(String header, String value) throws Exception {
    assertUnauthorized(post("publish").header(header, value));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Bearer pppppppppppppppppppppppppppppppp",
        "bearer pppppppppppppppppppppppppppppppp",
        "Basic cDpw",
        "pppppppppppppppppppppppppppppppp"
      })
  void anotherSchemeIs401WithTheOneToUse(String value) throws Exception {
    HttpResponse<String> answer =
        RunningGateway.send(post("publish").header("Authorization", value));
    assertThat(answer.statusCode()).isEqualTo(401);
    assertThat(answer.headers().firstValue("WWW-Authenticate")).hasValue("apikey");
    assertThat(answer.body())
        .isEqualTo(
            "{\"code\":401,\"message\":\"send the key in X-API-Key, or in Authorization after"
                + " the word apikey\"}");
    assertNothingPublished();
  }

  @Test
  void whoGuessesKeysFillsNoLog() throws Exception {
    try (Logs logs = new Logs(ApiGate.class);
        RunningGateway guessed = RunningGateway.of("")) {
      for (int i = 0; i < 20; i++) {
        RunningGateway.send(guessed.post("publish", HELLO));
      }
      assertThat(logs.events()).hasSize(1);
      assertThat(logs.pairs(0)).contains("event=api.unauthorized");
    }
  }

  @Test
  void aWrongHeaderIsNotRescuedByAnother() throws Exception {
    assertUnauthorized(
        post("publish").header("X-API-Key", "wrong").header("Authorization", "apikey " + KEY));
    assertUnauthorized(post("publish").header("X-API-Key", KEY).header("X-API-Key", "wrong"));
  }

  @Test
  void aKeyInTheQueryIsNotLookedAt() throws Exception {
    assertUnauthorized(post("publish?api_key=" + KEY));
  }

  @Test
  void withoutAnyConfiguredKeyTheAnswerSaysWhichToSet() throws Exception {
    try (RunningGateway closed = RunningGateway.of("api: {port: 0}\n")) {
      HttpResponse<String> answer =
          RunningGateway.send(closed.post("publish", HELLO).header("X-API-Key", KEY));
      assertThat(answer.statusCode()).isEqualTo(401);
      assertThat(answer.body()).contains("api.keys");
    }
  }

  @Test
  void aKeyWithoutTheScopeIs403() throws Exception {
    HttpResponse<String> answer =
        RunningGateway.send(post("publish").header("X-API-Key", READ_KEY));
    assertThat(answer.statusCode()).isEqualTo(403);
    assertThat(answer.body()).contains("\"code\":403", "publish");
    assertNothingPublished();
  }

  @ParameterizedTest
  @ValueSource(strings = {"GET", "PUT", "DELETE", "OPTIONS", "PATCH"})
  void otherVerbsAre405(String verb) throws Exception {
    HttpResponse<String> answer =
        RunningGateway.send(node.request("/api/publish").method(verb, BodyPublishers.noBody()));
    assertThat(answer.statusCode()).isEqualTo(405);
    assertThat(answer.headers().firstValue("Allow")).hasValue("POST");
    assertThat(answer.body()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"/api/nothing", "/api/publish/x", "/api/", "/api", "/x"})
  void unknownMethodsAre404AsJson(String path) throws Exception {
    HttpResponse<String> answer =
        RunningGateway.send(node.request(path).header("X-API-Key", KEY).POST(ofString(HELLO)));
    assertThat(answer.statusCode()).isEqualTo(404);
    assertThat(answer.body()).startsWith("{\"code\":404");
  }

  @Test
  void aBodyOverTheLimitIs413() throws Exception {
    String body = withData("x".repeat(BODY_BYTES));
    HttpResponse<String> answer = publish(ofString(body));
    assertThat(answer.statusCode()).isEqualTo(413);
    assertThat(answer.body()).contains("limits.apiBodyBytes");
    HttpResponse<String> chunked =
        publish(ofInputStream(() -> new ByteArrayInputStream(body.getBytes(UTF_8))));
    assertThat(chunked.statusCode()).isEqualTo(413);
    assertNothingPublished();
  }

  @Test
  void aBodyOfExactlyTheLimitIsTaken() throws Exception {
    String data = "x".repeat(BODY_BYTES - withData("").length());
    assertThat(publish(ofString(withData(data))).body()).isEqualTo("{\"result\":{}}");
    assertThat(client.next()).isEqualTo("\"" + data + "\"");
  }

  private static String withData(String data) {
    return "{\"channel\":\"chat\",\"data\":\"" + data + "\"}";
  }

  @Test
  void aPortOfItsOwnServesTheApiAndNothingElse() throws Exception {
    int free = FreePorts.of(1)[0];
    try (RunningGateway split = RunningGateway.of(YAML.formatted(free));
        PlainClient listener = PlainClient.connect(split.ws("/ws"))) {
      assertThat(split.gateway().apiPort()).isEqualTo(free);
      HttpResponse<String> there =
          RunningGateway.send(
              split.request("/api/publish").header("X-API-Key", KEY).POST(ofString(HELLO)));
      assertThat(there.statusCode()).isEqualTo(404);
      HttpResponse<String> here =
          RunningGateway.send(split.post("publish", HELLO).header("X-API-Key", KEY));
      assertThat(here.body()).isEqualTo("{\"result\":{}}");
      assertThat(listener.next()).isEqualTo("\"hello\"");
      URI metrics = java.net.URI.create("http://127.0.0.1:" + free + "/metrics");
      assertThat(RunningGateway.send(HttpRequest.newBuilder(metrics)).statusCode()).isEqualTo(404);
      assertThat(split.management("/health/live").statusCode()).isEqualTo(200);
    }
  }
}
