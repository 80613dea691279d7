package io.wsgateway.toy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.vertx.core.json.JsonObject;
import io.wsgateway.connection.EndReason;
import io.wsgateway.support.RawSocket;
import java.io.EOFException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Another transport, on the sessions, hubs and connections of WebSocket clients. */
final class ToyStreamIT {
  /** A publication of that size is soon more than sockets take. */
  private static final String LONG = "x".repeat(60_000);

  private static final int SMALL_BUFFER = 4096;

  private static ToyNode node;

  @BeforeAll
  static void start() {
    node = new ToyNode("keepAlive: {closeSeconds: 1, pingSeconds: 1}\n");
  }

  @AfterAll
  static void stop() {
    node.close();
  }

  private static StreamListener listen(ToyNode to, String channel, int buffer) throws IOException {
    StreamListener client =
        new StreamListener(to.streamPort(), "/toy-stream?channel=" + channel, buffer);
    assertThat(client.next()).isEqualTo(reply("stream", "ok"));
    return client;
  }

  private static StreamListener listen(String channel) throws IOException {
    return listen(node, channel, 0);
  }

  private static RawSocket subscribe(String channel) {
    RawSocket client = RawSocket.open(node.port(), "/toy");
    client.sendText(new JsonObject().put("id", "s").put("subscribe", channel).encode());
    assertThat(next(client)).isEqualTo(reply("s", "ok"));
    return client;
  }

  /** The next message that is no ping; pings are answered. */
  private static String next(RawSocket client) {
    String text = client.readText();
    while (text.equals(ToyProtocol.PING)) {
      client.sendText(ToyProtocol.PING);
      text = client.readText();
    }
    return text;
  }

  private static String reply(String id, String result) {
    return new JsonObject().put("id", id).put("result", result).encode();
  }

  private static String publish(String channel, String data) {
    return new JsonObject().put("id", "p").put("publish", channel).put("data", data).encode();
  }

  private static String push(String channel, String data) {
    return new JsonObject().put("channel", channel).put("data", data).encode();
  }

  private static void publishAndWait(RawSocket publisher, String channel, String data) {
    publisher.sendText(publish(channel, data));
    assertThat(next(publisher)).isEqualTo(reply("p", "ok"));
  }

  private static List<Integer> encodedMessages() {
    return node.lines().stream().map(ToyLines::encodedMessages).toList();
  }

  /** Of three streams on two event loops, at least two share one. */
  @Test
  void streamsAndWebSocketsHearTheSameAndALoopEncodesItOnce() throws IOException {
    List<Integer> before = encodedMessages();
    try (StreamListener one = listen("news");
        StreamListener two = listen("news");
        StreamListener three = listen("news");
        RawSocket socket = subscribe("news");
        RawSocket publisher = RawSocket.open(node.port(), "/toy")) {
      List<Integer> subscribed = encodedMessages();
      int count = 100;
      List<String> commands = new ArrayList<>();
      for (int i = 0; i < count; i++) {
        commands.add(publish("news", "story " + i));
      }
      publisher.sendText(String.join("\n", commands));
      for (int i = 0; i < count; i++) {
        String expected = push("news", "story " + i);
        assertThat(next(socket)).isEqualTo(expected);
        assertThat(one.next()).isEqualTo(expected);
        assertThat(two.next()).isEqualTo(expected);
        assertThat(three.next()).isEqualTo(expected);
      }
      List<Integer> once =
          IntStream.range(0, before.size())
              .map(loop -> subscribed.get(loop) > before.get(loop) ? count : 0)
              .boxed()
              .toList();
      List<Integer> heard =
          IntStream.range(0, before.size())
              .map(loop -> encodedMessages().get(loop) - subscribed.get(loop))
              .boxed()
              .toList();
      assertThat(heard).isEqualTo(once);
    }
  }

  @Test
  void whoDoesNotReadIsClosedAsSlowAndTheOthersHearEverything() throws IOException {
    double slowBefore = node.slowClients();
    try (StreamListener slow = listen(node, "flood", SMALL_BUFFER);
        StreamListener reading = listen("flood");
        RawSocket socket = subscribe("flood");
        RawSocket publisher = RawSocket.open(node.port(), "/toy")) {
      int sent = 0;
      while (node.slowClients() == slowBefore) {
        assertThat(sent).isLessThan(1000);
        String data = sent++ + LONG;
        publishAndWait(publisher, "flood", data);
        assertThat(next(socket)).isEqualTo(push("flood", data));
        assertThat(reading.next()).isEqualTo(push("flood", data));
      }
      await().until(() -> node.gauge("gateway.subscriptions") == 2);
      publishAndWait(publisher, "flood", "and on");
      assertThat(next(socket)).isEqualTo(push("flood", "and on"));
      assertThat(reading.next()).isEqualTo(push("flood", "and on"));
      await().until(() -> node.gauge("gateway.connections") == 3);
      assertThatThrownBy(() -> readToEnd(slow))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("reset");
    }
  }

  private static void readToEnd(StreamListener client) throws IOException {
    while (true) {
      client.next();
    }
  }

  @Test
  void whoReadsAgainInTimeHearsWhatWaited() throws IOException {
    try (StreamListener pausing = listen(node, "tide", SMALL_BUFFER);
        RawSocket publisher = RawSocket.open(node.port(), "/toy")) {
      int sent = 0;
      while (node.gauge("gateway.outbound.queue.bytes") == 0) {
        assertThat(sent).isLessThan(1000);
        publishAndWait(publisher, "tide", sent++ + LONG);
      }
      for (int i = 0; i < sent; i++) {
        assertThat(pausing.next()).isEqualTo(push("tide", i + LONG));
      }
      publishAndWait(publisher, "tide", "turned");
      assertThat(pausing.next()).isEqualTo(push("tide", "turned"));
    }
  }

  @Test
  void whoGoesAwayEndsItsSession() throws IOException {
    try (StreamListener staying = listen("hall")) {
      listen("hall").close();
      await().until(() -> node.gauge("gateway.subscriptions") == 1);
      await().until(() -> node.gauge("gateway.connections") == 1);
      try (RawSocket publisher = RawSocket.open(node.port(), "/toy")) {
        publishAndWait(publisher, "hall", "still here");
      }
      assertThat(staying.next()).isEqualTo(push("hall", "still here"));
    }
  }

  @Test
  void theLastLineSaysWhyItEnds() throws IOException {
    try (StreamListener client = listen("lobby")) {
      node.closeAll(EndReason.MISSED_MESSAGES, "something was lost");
      JsonObject last = new JsonObject(client.next());
      assertThat(last.getInteger("code")).isEqualTo(ToyProtocol.MISSED);
      assertThat(last.getString("reason")).isEqualTo("something was lost");
      assertThatThrownBy(client::next).isInstanceOf(EOFException.class);
      assertThat(client.isClosed()).isTrue();
    }
  }

  @Test
  void whoOnlyListensIsNotSilent() throws IOException {
    try (ToyNode strict = new ToyNode("keepAlive: {pingSeconds: 1, readIdleSeconds: 2}\n");
        StreamListener client = listen(strict, "quiet", 0)) {
      for (int i = 0; i < 4; i++) {
        assertThat(client.line()).isEqualTo(ToyProtocol.PING);
      }
    }
  }

  @AfterEach
  void nothingIsLeft() {
    await().until(() -> node.gauge("gateway.connections") == 0);
    await().until(() -> node.gauge("gateway.subscriptions") == 0);
    await().until(() -> node.gauge("gateway.outbound.queue.bytes") == 0);
    await().until(() -> node.lines().stream().allMatch(lines -> lines.heldBatches() == 0));
  }
}
