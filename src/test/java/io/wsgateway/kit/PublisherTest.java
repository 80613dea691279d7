package io.wsgateway.kit;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonObject;
import io.wsgateway.kit.Sent.Outcome;
import java.net.URI;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class PublisherTest {
  /** Answers instead of a status: hangs up without one. */
  private static final int HANG_UP = 0;

  private final Vertx vertx = Vertx.vertx();
  private final HttpClient http = HttpClient.newHttpClient();
  private final Queue<Integer> script = new ArrayDeque<>();
  private final List<JsonObject> heard = Collections.synchronizedList(new ArrayList<>());
  private HttpServer server;

  @BeforeEach
  void listen() {
    server = vertx.createHttpServer().requestHandler(this::answer);
    join(server.listen(0, "127.0.0.1"));
  }

  @AfterEach
  void close() {
    join(vertx.close());
  }

  @Test
  void numbersWhatItPublishesAndRecordsTheAcknowledgements() throws Exception {
    Publisher publisher = publisher(false).publish(3);
    assertThat(publisher.sent())
        .extracting(Sent::toString)
        .containsExactly(
            "Sent[mark=p#1, outcome=ACKNOWLEDGED]",
            "Sent[mark=p#2, outcome=ACKNOWLEDGED]",
            "Sent[mark=p#3, outcome=ACKNOWLEDGED]");
    assertThat(heard.get(0)).isEqualTo(new JsonObject("{\"channel\":\"c\",\"data\":\"p#1\"}"));
    assertThat(publisher.retries()).isZero();
  }

  @Test
  void triesAgainWhenToldNotNow() throws Exception {
    script.addAll(List.of(429, 429, 200));
    Publisher publisher = publisher(false).publish(1);
    assertThat(publisher.count(Outcome.ACKNOWLEDGED)).isEqualTo(1);
    assertThat(publisher.retries()).isEqualTo(2);
  }

  @Test
  void doesNotRepeatAnUnknownOutcomeWithoutIds() throws Exception {
    script.addAll(List.of(503, HANG_UP, 200));
    Publisher publisher = publisher(false).publish(3);
    assertThat(publisher.sent())
        .extracting(Sent::outcome)
        .containsExactly(Outcome.UNKNOWN, Outcome.UNKNOWN, Outcome.ACKNOWLEDGED);
    assertThat(heard).hasSize(3);
  }

  @Test
  void repeatsAnUnknownOutcomeWithTheSameId() throws Exception {
    script.addAll(List.of(HANG_UP, 503, 200));
    Publisher publisher = publisher(true).publish(1);
    assertThat(publisher.count(Outcome.ACKNOWLEDGED)).isEqualTo(1);
    assertThat(heard).extracting(body -> body.getString("idempotency_key")).containsOnly("p#1");
    assertThat(heard).hasSize(3);
  }

  @Test
  void givesUpAtOnceWhenRefusedForGood() throws Exception {
    script.add(404);
    assertThat(publisher(true).publishNext().outcome()).isEqualTo(Outcome.REFUSED);
    assertThat(heard).hasSize(1);
  }

  @Test
  void staysUnknownWhenARefusalFollowsAnUnknownOutcome() throws Exception {
    script.addAll(List.of(503, 404));
    assertThat(publisher(true).publishNext().outcome()).isEqualTo(Outcome.UNKNOWN);
  }

  @Test
  void goesElsewhereWhenNobodyListens() throws Exception {
    int[] ports = {FreePorts.of(1)[0], server.actualPort()};
    int[] asked = {0};
    Publisher publisher = publisher(false, () -> uri(ports[asked[0]++ % 2])).publish(1);
    assertThat(publisher.count(Outcome.ACKNOWLEDGED)).isEqualTo(1);
    assertThat(publisher.retries()).isEqualTo(1);
  }

  private void answer(HttpServerRequest request) {
    request
        .body()
        .onSuccess(
            body -> {
              heard.add(body.toJsonObject());
              Integer status = script.poll();
              if (status != null && status == HANG_UP) {
                request.connection().close();
              } else {
                request.response().setStatusCode(status == null ? 200 : status).end("{}");
              }
            });
  }

  private Publisher publisher(boolean withIds) {
    return publisher(withIds, () -> uri(server.actualPort()));
  }

  private Publisher publisher(boolean withIds, Supplier<URI> api) {
    return new Publisher("p", "c", http, api, "key", withIds, Duration.ofSeconds(10));
  }

  private static URI uri(int port) {
    return URI.create("http://127.0.0.1:" + port + "/api/publish");
  }

  private static void join(Future<?> future) {
    future.toCompletionStage().toCompletableFuture().orTimeout(60, TimeUnit.SECONDS).join();
  }
}
