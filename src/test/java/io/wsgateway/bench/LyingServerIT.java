package io.wsgateway.bench;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.ServerWebSocket;
import io.vertx.core.json.JsonObject;
import java.io.PrintWriter;
import java.io.Writer;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A broadcast server that cheats is found out. */
class LyingServerIT {
  private static final int VICTIM = 3;

  private final Vertx vertx = Vertx.vertx();
  private final List<ServerWebSocket> sockets = new ArrayList<>();
  private int messages;
  private String kept = "";

  @AfterEach
  void stop() throws Exception {
    vertx.close().toCompletionStage().toCompletableFuture().get(60, TimeUnit.SECONDS);
  }

  @Test
  void anHonestOneIsBelieved() throws Exception {
    JsonObject json = run((socket, number, text) -> socket.writeTextMessage(text));
    assertThat(json.getString("verdict")).isEqualTo("OK");
    assertThat(json.getInteger("missing")).isZero();
  }

  @Test
  void aDroppedMessageIsMissing() throws Exception {
    JsonObject json =
        run(
            (socket, number, text) -> {
              if (number != 7) {
                socket.writeTextMessage(text);
              }
            });
    assertThat(json.getString("verdict")).isEqualTo("VOID");
    assertThat(json.getInteger("missing")).isEqualTo(1);
    assertThat(json.getInteger("duplicates")).isZero();
  }

  @Test
  void aRepeatedMessageIsADuplicate() throws Exception {
    JsonObject json =
        run(
            (socket, number, text) -> {
              socket.writeTextMessage(text);
              if (number == 7) {
                socket.writeTextMessage(text);
              }
            });
    assertThat(json.getString("verdict")).isEqualTo("VOID");
    assertThat(json.getInteger("duplicates")).isEqualTo(1);
  }

  @Test
  void aSwappedMessageIsReordered() throws Exception {
    JsonObject json =
        run(
            (socket, number, text) -> {
              if (number == 7) {
                kept = text;
              } else {
                socket.writeTextMessage(text);
              }
              if (number == 8) {
                socket.writeTextMessage(kept);
              }
            });
    assertThat(json.getString("verdict")).isEqualTo("VOID");
    assertThat(json.getInteger("reordered")).isEqualTo(1);
    assertThat(json.getInteger("missing")).isZero();
    assertThat(json.getInteger("duplicates")).isZero();
  }

  @Test
  void aClosedConnectionIsAnErrorAndItsMessagesAreMissing() throws Exception {
    JsonObject json =
        run(
            (socket, number, text) -> {
              if (number < 7) {
                socket.writeTextMessage(text);
              } else if (number == 7) {
                socket.close((short) 1011);
              }
            });
    assertThat(json.getString("verdict")).isEqualTo("VOID");
    assertThat(json.getJsonObject("errorsByText").getInteger("closed with 1011")).isEqualTo(1);
    assertThat(json.getInteger("missing")).isEqualTo(json.getInteger("sent") - 7);
  }

  /** What the server does to one client, by the message's number from 0. */
  private interface Lie {
    void send(ServerWebSocket socket, int number, String text);
  }

  private JsonObject run(Lie lie) throws Exception {
    HttpServer server =
        vertx
            .createHttpServer()
            .webSocketHandler(
                socket -> {
                  sockets.add(socket);
                  socket.textMessageHandler(text -> broadcast(text, lie));
                })
            .listen(0, "127.0.0.1")
            .toCompletionStage()
            .toCompletableFuture()
            .get(60, TimeUnit.SECONDS);
    URI url = URI.create("ws://127.0.0.1:" + server.actualPort() + "/");
    return Bench.run(
            Plans.of(Scenario.FANOUT, url), new PrintWriter(Writer.nullWriter()), () -> false)
        .json();
  }

  private void broadcast(String text, Lie lie) {
    int number = messages++;
    for (int i = 0; i < sockets.size(); i++) {
      if (i == VICTIM) {
        lie.send(sockets.get(i), number, text);
      } else {
        sockets.get(i).writeTextMessage(text);
      }
    }
  }
}
