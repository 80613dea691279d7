package io.wsgateway.api;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.wsgateway.broker.PublishRequest;
import io.wsgateway.broker.Published;
import io.wsgateway.channel.StreamPosition;
import io.wsgateway.support.RawSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A publisher that keeps its connection would stay on a node that drains. */
class DrainingApiIT {
  private static final String EMPTY_RESULT = "{\"result\":{}}";

  private final Promise<Published> held = Promise.promise();
  private ManagementServer server;
  private RawSocket socket;
  private volatile boolean waiting;

  @BeforeEach
  void start() {
    server = new ManagementServer(this::publish, null);
    socket = RawSocket.tcp(server.port());
  }

  private Future<Published> publish(PublishRequest request) {
    if (!request.channel().equals("held")) {
      return Future.succeededFuture(new Published(StreamPosition.NONE, 0));
    }
    waiting = true;
    return held.future();
  }

  @AfterEach
  void stop() {
    socket.close();
    server.close();
  }

  private void call(String path, String channel) {
    String body = "{\"channel\":\"" + channel + "\",\"data\":1}";
    String head =
        "POST %s HTTP/1.1\r\nHost: a\r\nX-API-Key: %s\r\nContent-Length: %d\r\n\r\n"
            .formatted(path, ManagementServer.KEY, body.length());
    socket.send((head + body).getBytes(ISO_8859_1));
  }

  private String body() {
    StringBuilder body = new StringBuilder();
    while (body.length() < EMPTY_RESULT.length()) {
      body.append((char) socket.readByte());
    }
    return body.toString();
  }

  @ParameterizedTest
  @ValueSource(strings = {"/api/publish", "/api/nothing", "/api/%zz"})
  void everyAnswerEndsItsConnection(String path) {
    call("/api/publish", "a");
    assertThat(socket.readHead()).contains(" 200 ").doesNotContainIgnoringCase("connection:");
    assertThat(body()).isEqualTo(EMPTY_RESULT);
    server.draining = true;
    call(path, "a");
    assertThat(socket.readHead()).containsIgnoringCase("\r\nconnection: close\r\n");
    assertThat(socket.readToEnd()).isPositive();
  }

  @Test
  void aCallThatBeganBeforeIsAnsweredAndEndsItsConnection() {
    call("/api/publish", "held");
    await().until(() -> waiting);
    server.draining = true;
    held.complete(new Published(StreamPosition.NONE, 0));
    assertThat(socket.readHead()).contains(" 200 ").containsIgnoringCase("\r\nconnection: close");
    assertThat(body()).isEqualTo(EMPTY_RESULT);
    assertThat(socket.readEnd()).isTrue();
  }
}
