package io.wsgateway.api;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.wsgateway.support.PlainClient;
import io.wsgateway.support.RawHttp;
import io.wsgateway.support.RawSocket;
import io.wsgateway.support.RunningGateway;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the methods of the API take, what they answer, and what clients hear. */
final class ApiIT {
  private static RunningGateway node;
  private PlainClient client;

  @BeforeAll
  static void start() throws Exception {
    node =
        RunningGateway.of(
            """
            endpoints: [{path: /ws, channel: chat}, {path: /other, channel: other}]
            limits: {messageBytes: 4096}
            """);
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

  /** Whatever was published before, clients would hear before this. */
  private void assertNothingPublished() throws Exception {
    node.api("publish", "{\"channel\":\"chat\",\"data\":\"the next\"}");
    assertThat(client.next()).isEqualTo("\"the next\"");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "publish | {'channel':'chat','data':'x'}",
        "broadcast | {'channels':['chat'],'data':'x'}"
      })
  void whoEndsItsSideBehindTheRequestIsAnswered(String method, String body) throws Exception {
    String json = body.replace('\'', '"');
    String head =
        RawHttp.request(
            "POST /api/" + method + " HTTP/1.1",
            "Host: a",
            "X-API-Key: " + RunningGateway.KEY,
            "Content-Length: " + json.length());
    try (RawSocket caller = RawSocket.tcp(node.gateway().apiPort())) {
      caller.send((head + json).getBytes(US_ASCII)).shutdownOutput();
      assertThat(caller.readHead()).startsWith("HTTP/1.1 200 ");
      assertThat(caller.readToEnd()).isPositive();
    }
    assertThat(client.next()).isEqualTo("\"x\"");
    try (RawSocket caller = RawSocket.tcp(node.gateway().apiPort())) {
      caller.send((head + json.substring(1)).getBytes(US_ASCII)).shutdownOutput();
      assertThat(caller.readToEnd()).as("half a request").isZero();
    }
  }

  @Test
  void publishHandsTheExactJsonOnAndAnswersAnEmptyResult() throws Exception {
    HttpResponse<String> answer =
        node.api("publish", "{\"channel\":\"chat\",\"data\": {\"n\": 1.50, \"s\":\"é\"} }");
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.body()).isEqualTo("{\"result\":{}}");
    assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/json");
    assertThat(client.next()).isEqualTo("{\"n\": 1.50, \"s\":\"é\"}");
  }

  @Test
  void base64IsBinaryWhateverElseIsGiven() throws Exception {
    HttpResponse<String> answer =
        node.api(
            "publish",
            "{\"channel\":\"chat\",\"data\":1,\"b64data\":\"AAH/\",\"tags\":{\"k\":\"v\"},"
                + "\"skip_history\":true,\"delta\":true}");
    assertThat(answer.body()).isEqualTo("{\"result\":{}}");
    assertThat(client.next()).isEqualTo("binary:0001ff");
  }

  @Test
  void emptyBase64IsAnEmptyBinaryPublicationUnlessThereIsData() throws Exception {
    node.api("publish", "{\"channel\":\"chat\",\"b64data\":\"\"}");
    assertThat(client.next()).isEqualTo("binary:");
    node.api("publish", "{\"channel\":\"chat\",\"b64data\":\"\",\"data\":1}");
    assertThat(client.next()).isEqualTo("1");
    node.api("broadcast", "{\"channels\":[\"chat\"],\"b64data\":\"\"}");
    assertThat(client.next()).isEqualTo("binary:");
  }

  @Test
  void theAnswerNamesCauseAndPlace() throws Exception {
    HttpResponse<String> answer = node.api("publish", "{\"channel\":\"chat\",\n \"data\":[1,NaN]}");
    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(answer.body())
        .isEqualTo(
            "Bad Request: the body has NaN or Infinity, which JSON does not allow, at line 2, column 15");
  }

  @ParameterizedTest
  @CsvSource({"gzip,415", "br,415", "'gzip, identity',415", "identity,200", "'',200"})
  void aContentEncodingIsNotSupported(String coding, int status) throws Exception {
    HttpResponse<String> answer =
        RunningGateway.send(
            node.post("publish", "{\"channel\":\"chat\",\"data\":1}")
                .header("X-API-Key", RunningGateway.KEY)
                .header("Content-Encoding", coding));
    assertThat(answer.statusCode()).isEqualTo(status);
    if (status == 415) {
      assertThat(answer.body())
          .isEqualTo(
              "{\"code\":415,\"message\":\"no Content-Encoding is supported: send the body as it"
                  + " is\"}");
      assertThat(answer.headers().firstValue("Accept-Encoding")).hasValue("identity");
      assertNothingPublished();
    } else {
      assertThat(client.next()).isEqualTo("1");
    }
  }

  @Test
  void nullIsData() throws Exception {
    node.api("publish", "{\"channel\":\"chat\",\"data\":null}");
    assertThat(client.next()).isEqualTo("null");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{} | channel is required",
        "{\"data\":1} | channel is required",
        "{\"channel\":\"\",\"data\":1} | channel is required",
        "{\"channel\":\"chat\"} | data or b64data is required",
        "{\"channel\":\"chat\",\"b64data\":null} | data or b64data is required",
        "{\"channel\":\"chat\",\"b64data\":\"***\"} | b64data is not base64",
        "{\"channel\":\"chat\",\"data\":1,\"idempotency_key\":\"i1\"} | an id needs a channel with"
            + " history: nothing else could keep it"
      })
  void missingOrSenselessFieldsAreError107(String body, String detail) throws Exception {
    HttpResponse<String> answer = node.api("publish", body);
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.body())
        .isEqualTo("{\"error\":{\"code\":107,\"message\":\"bad request: " + detail + "\"}}");
    assertNothingPublished();
  }

  @Test
  void anUnknownNamespaceIsError102() throws Exception {
    assertFails("\"nowhere:x\",\"data\":1", 102, "unknown channel: ", 404);
  }

  @Test
  void aBadChannelNameIsError107() throws Exception {
    assertFails("\"chat:\",\"data\":1", 107, "bad request: the channel name ", 400);
  }

  @Test
  void anUnknownFieldIsError107AndNamesTheNearest() throws Exception {
    assertFails(
        "\"chat\",\"data\":1,\"idempotencykey\":\"a\"",
        107,
        "bad request: unknown field \\\"idempotencykey\\\"; the nearest known one is idempotency_key",
        400);
    assertFails(
        "\"chat\",\"data\":1,\"\\n<b>\":null",
        107,
        "bad request: unknown field \\\"?<b>\\\"; there are ",
        400);
    assertThat(node.api("publish", "{\"chanel\":\"chat\",\"data\":1}").body())
        .contains("unknown field \\\"chanel\\\"; the nearest known one is channel");
    assertThat(node.api("reload", "{\"x\":1}").body()).contains("this method has none");
  }

  @Test
  void dataOverTheLimitIsError107() throws Exception {
    String data = "x".repeat(4096);
    assertFails("\"chat\",\"data\":\"" + data + "\"", 107, "bad request: 4098 bytes ", 413);
  }

  @Test
  void versionIsRefusedBecauseIgnoringItWouldPublishTooMuch() throws Exception {
    assertFails("\"chat\",\"data\":1,\"version\":3", 108, "not available: ", 400);
    assertThat(node.api("publish", "{\"channel\":\"chat\",\"data\":1,\"version\":0}").body())
        .isEqualTo("{\"result\":{}}");
    assertThat(client.next()).isEqualTo("1");
  }

  /** With status 200, or in transport mode with one of its own; clients hear nothing. */
  private void assertFails(String fields, int code, String message, int status) throws Exception {
    String body = "{\"channel\":" + fields + "}";
    HttpResponse<String> answer = node.api("publish", body);
    assertThat(answer.statusCode()).isEqualTo(200);
    HttpResponse<String> transport =
        RunningGateway.send(
            node.post("publish", body)
                .header("X-API-Key", RunningGateway.KEY)
                .header("X-Centrifugo-Error-Mode", "transport"));
    assertThat(transport.statusCode()).isEqualTo(status);
    assertThat(transport.body()).startsWith("{\"code\":" + code + ",\"message\":\"" + message);
    assertThat(answer.body()).isEqualTo("{\"error\":" + transport.body() + "}");
    assertNothingPublished();
  }

  @Test
  void broadcastAnswersForEachChannelInOrder() throws Exception {
    try (PlainClient other = PlainClient.connect(node.ws("/other"))) {
      HttpResponse<String> answer = broadcast("\"other\",\"nowhere:x\",\"\",\"chat\"");
      assertThat(answer.statusCode()).isEqualTo(200);
      assertThat(answer.body())
          .isEqualTo(
              "{\"result\":{\"responses\":[{\"result\":{}},"
                  + "{\"error\":{\"code\":102,\"message\":"
                  + "\"unknown channel: the channel's namespace, the part before its first colon, is"
                  + " not configured; add it as channels.namespaces.<namespace>: {}\"}},"
                  + "{\"error\":{\"code\":107,\"message\":\"bad request: channel is required\"}},"
                  + "{\"result\":{}}]}}");
      assertThat(other.next()).isEqualTo("\"x\"");
      assertThat(client.next()).isEqualTo("\"x\"");
    }
  }

  @Test
  void aBroadcastWithoutChannelsIsError107() throws Exception {
    assertThat(broadcast("").body()).contains("\"code\":107");
    assertThat(node.api("broadcast", "{\"data\":1}").body()).contains("\"code\":107");
  }

  @Test
  void aBroadcastToTooManyChannelsPublishesNothing() throws Exception {
    assertThat(broadcast("\"chat\",".repeat(10_000) + "\"chat\"").body()).contains("\"code\":107");
    assertNothingPublished();
  }

  private static HttpResponse<String> broadcast(String channels) throws Exception {
    return node.api("broadcast", "{\"channels\":[" + channels + "],\"data\":\"x\"}");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "no",
        "[]",
        "{\"channel\":1,\"data\":1}",
        "{\"channel\":\"chat\",\"data\":1,\"tags\":{\"a\":1}}",
        "{\"channel\":\"chat\",\"data\":1,\"skip_history\":\"yes\"}",
        "{\"channel\":\"chat\",\"channel\":\"other\",\"data\":1}"
      })
  void whatIsNotJsonOrOfTheWrongTypeIs400(String body) throws Exception {
    HttpResponse<String> answer = node.api("publish", body);
    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(answer.headers().firstValue("Content-Type").orElseThrow()).startsWith("text/plain");
    assertThat(answer.body()).startsWith("Bad Request").doesNotContain("Exception", "jackson");
    assertNothingPublished();
  }

  @Test
  void theContentTypeOfTheRequestDoesNotMatter() throws Exception {
    HttpResponse<String> answer =
        RunningGateway.send(
            node.post("publish", "{\"channel\":\"chat\",\"data\":\"100%&a=b\"}")
                .header("X-API-Key", RunningGateway.KEY)
                .header("Content-Type", "application/x-www-form-urlencoded"));
    assertThat(answer.body()).isEqualTo("{\"result\":{}}");
    assertThat(client.next()).isEqualTo("\"100%&a=b\"");
  }

  @Test
  void expectContinueIsAnswered() throws Exception {
    HttpResponse<String> answer =
        RunningGateway.send(
            node.post("publish", "{\"channel\":\"chat\",\"data\":1}")
                .header("X-API-Key", RunningGateway.KEY)
                .expectContinue(true));
    assertThat(answer.body()).isEqualTo("{\"result\":{}}");
    assertThat(client.next()).isEqualTo("1");
  }
}
