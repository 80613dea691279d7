package io.wsgateway.kit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.ServerWebSocket;
import io.vertx.core.http.WebSocketFrame;
import java.net.URI;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RecordingClientTest {
  private final Vertx vertx = Vertx.vertx();
  private final HttpClient http = HttpClient.newHttpClient();
  private final BlockingQueue<ServerWebSocket> accepted = new LinkedBlockingQueue<>();
  private HttpServer server;

  @BeforeEach
  void listen() {
    server = vertx.createHttpServer().webSocketHandler(accepted::add);
    join(server.listen(0, "127.0.0.1"));
  }

  @AfterEach
  void close() {
    join(vertx.close());
  }

  @Test
  void recordsTextAndBinaryWholeWithTheirConnection() throws Exception {
    try (RecordingClient client = client(Reconnect.never())) {
      ServerWebSocket socket = next();
      socket.writeTextMessage("p#1 ü");
      socket.writeFrame(WebSocketFrame.binaryFrame(Buffer.buffer("ab"), false));
      socket.writeFrame(WebSocketFrame.continuationFrame(Buffer.buffer("cd"), true));
      socket.writeTextMessage("");
      List<ReceivedMessage> received = client.awaitReceived(3);
      assertThat(received).extracting(ReceivedMessage::text).containsExactly("p#1 ü", "abcd", "");
      assertThat(received).extracting(ReceivedMessage::binary).containsExactly(false, true, false);
      assertThat(received).extracting(ReceivedMessage::connection).containsOnly(1);
      assertThat(client.marks()).containsExactly(new Mark("p", 1));
    }
  }

  @Test
  void comesBackAfterACloseAndRecordsIt() throws Exception {
    try (RecordingClient client = client(Reconnect.soon())) {
      ServerWebSocket first = next();
      first.writeTextMessage("one");
      client.awaitReceived(1);
      first.close((short) 1012, "retry-ms=1");
      next().writeTextMessage("two");
      assertThat(client.awaitReceived(2))
          .extracting(ReceivedMessage::connection)
          .containsExactly(1, 2);
      assertThat(client.connections()).isEqualTo(2);
      assertThat(client.disconnects())
          .singleElement()
          .satisfies(
              end -> {
                assertThat(end.connection()).isEqualTo(1);
                assertThat(end.code()).isEqualTo(1012);
                assertThat(end.reason()).isEqualTo("retry-ms=1");
              });
    }
  }

  @Test
  void triesAgainUntilTheServerIsThere() throws Exception {
    int port = FreePorts.of(1)[0];
    try (RecordingClient client =
        RecordingClient.to(http, "c", URI.create("ws://127.0.0.1:" + port), Reconnect.soon())) {
      await().until(() -> client.disconnects().size() >= 2);
      assertThat(client.disconnects()).allMatch(end -> end.connection() == 0);
      join(vertx.createHttpServer().webSocketHandler(accepted::add).listen(port, "127.0.0.1"));
      client.awaitConnections(1);
    }
  }

  @Test
  void recordsACutConnectionAs1006() throws Exception {
    try (TcpBalancer balancer = TcpBalancer.over(server.actualPort());
        RecordingClient client =
            RecordingClient.to(
                http, "c", URI.create("ws://127.0.0.1:" + balancer.port()), Reconnect.soon())) {
      client.awaitConnections(1);
      assertThat(balancer.cut(server.actualPort())).isEqualTo(1);
      client.awaitConnections(2);
      assertThat(client.disconnects()).extracting(Disconnect::code).containsExactly(1006);
    }
  }

  @Test
  void staysAwayWhenToldSoOrAfterLeaving() throws Exception {
    try (RecordingClient never = client(Reconnect.never());
        RecordingClient leaving = client(Reconnect.soon())) {
      ServerWebSocket one = next();
      ServerWebSocket two = next();
      never.awaitConnections(1);
      leaving.awaitConnections(1);
      leaving.leave(1000, "bye").get(60, TimeUnit.SECONDS);
      await().until(() -> leaving.disconnects().size() == 1);
      one.close();
      two.close();
      await().until(() -> never.disconnects().size() == 1);
      assertThat(accepted.poll(300, TimeUnit.MILLISECONDS)).isNull();
      assertThatThrownBy(() -> never.send("x").get(10, TimeUnit.SECONDS))
          .hasMessageContaining("not connected");
    }
  }

  @Test
  void sendsInOrderWithoutWaiting() throws Exception {
    try (RecordingClient client = client(Reconnect.never())) {
      BlockingQueue<String> heard = new LinkedBlockingQueue<>();
      next().textMessageHandler(heard::add);
      client.awaitConnections(1);
      assertThat(IntStream.range(0, 100).mapToObj(i -> client.send("m" + i))).hasSize(100);
      for (int i = 0; i < 100; i++) {
        assertThat(heard.poll(10, TimeUnit.SECONDS)).isEqualTo("m" + i);
      }
    }
  }

  @Test
  void waitsLongerTheMoreAttemptsFailedAndObeysTheServer() {
    Random random = new Random(1);
    Reconnect reconnect = Reconnect.within(Duration.ofMillis(10), Duration.ofMillis(80));
    for (int i = 0; i < 100; i++) {
      assertThat(reconnect.millis(0, "", random).getAsLong()).isBetween(0L, 10L);
      assertThat(reconnect.millis(2, "", random).getAsLong()).isBetween(0L, 40L);
      assertThat(reconnect.millis(50, "", random).getAsLong()).isBetween(0L, 80L);
    }
    assertThat(reconnect.millis(0, "restart retry-ms=777", random)).hasValue(777);
    assertThat(Reconnect.never().millis(0, "retry-ms=777", random)).isEmpty();
  }

  private RecordingClient client(Reconnect reconnect) {
    URI uri = URI.create("ws://127.0.0.1:" + server.actualPort());
    return RecordingClient.to(http, "c", uri, reconnect);
  }

  private ServerWebSocket next() throws InterruptedException {
    ServerWebSocket socket = accepted.poll(10, TimeUnit.SECONDS);
    assertThat(socket).as("a connection").isNotNull();
    return socket;
  }

  private static void join(Future<?> future) {
    future.toCompletionStage().toCompletableFuture().orTimeout(60, TimeUnit.SECONDS).join();
  }
}
