package io.wsgateway.toy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vertx.core.json.JsonObject;
import io.wsgateway.kit.Background;
import io.wsgateway.support.RawSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * A protocol of many channels per connection, on the sessions, hubs and connections of raw clients.
 */
final class ToyProtocolIT {
  private static ToyNode node;

  /** By the thread in the background. */
  private int sent;

  @BeforeAll
  static void start() {
    node = new ToyNode("");
  }

  @AfterAll
  static void stop() {
    node.close();
  }

  private static RawSocket connect() {
    return RawSocket.open(node.port(), "/toy");
  }

  private static String command(String id, String verb, Object value) {
    return new JsonObject().put("id", id).put(verb, value).encode();
  }

  private static String publish(String id, String channel, String data) {
    return new JsonObject().put("id", id).put("publish", channel).put("data", data).encode();
  }

  private static String reply(String id, String result) {
    return new JsonObject().put("id", id).put("result", result).encode();
  }

  private static String push(String channel, String data) {
    return new JsonObject().put("channel", channel).put("data", data).encode();
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

  private static void expect(RawSocket client, String... messages) {
    for (String message : messages) {
      assertThat(next(client)).isEqualTo(message);
    }
  }

  @Test
  void oneConnectionHasManyChannelsAndEachCommandItsReply() {
    try (RawSocket client = connect();
        RawSocket publisher = connect()) {
      List<String> commands = new ArrayList<>();
      List<String> replies = new ArrayList<>();
      for (int i = 0; i < 100; i++) {
        commands.add(command("s" + i, "subscribe", "room" + i));
        replies.add(reply("s" + i, "ok"));
      }
      client.sendText(String.join("\n", commands));
      expect(client, replies.toArray(String[]::new));
      for (int i = 99; i >= 0; i--) {
        publisher.sendText(publish("p" + i, "room" + i, "hello " + i));
      }
      for (int i = 99; i >= 0; i--) {
        expect(client, push("room" + i, "hello " + i));
        expect(publisher, reply("p" + i, "ok"));
      }
    }
  }

  @Test
  void whatCannotBeIsRefusedByItsId() {
    try (RawSocket client = connect()) {
      client.sendText(
          String.join(
              "\n",
              command("1", "subscribe", "no:such"),
              command("2", "subscribe", "a b"),
              command("3", "unsubscribe", "other"),
              publish("4", ToyNode.READ_ONLY, "graffiti"),
              publish("5", "no:such", "x")));
      expect(
          client,
          reply("1", "UNKNOWN_CHANNEL"),
          reply("2", "INVALID_CHANNEL"),
          reply("3", "not subscribed"),
          reply("4", "NOT_PERMITTED"),
          reply("5", "UNKNOWN_CHANNEL"));
    }
  }

  @Test
  void aClientHasNoMoreChannelsThanTheLimit() {
    try (RawSocket client = connect()) {
      for (int i = 0; i < ToyNode.PER_CLIENT; i++) {
        client.sendText(command("s" + i, "subscribe", "limit" + i));
        expect(client, reply("s" + i, "ok"));
      }
      client.sendText(command("more", "subscribe", "one-more"));
      expect(client, reply("more", "LIMIT"));
      client.sendText(command("again", "subscribe", "limit0"));
      expect(client, reply("again", "ALREADY_SUBSCRIBED"));
      client.sendText(
          command("u", "unsubscribe", "limit0") + "\n" + command("s", "subscribe", "one-more"));
      expect(client, reply("u", "ok"), reply("s", "ok"));
    }
  }

  /** While others publish, on both event loops, a client leaves and comes back. */
  @Test
  void betweenTheRepliesNothingIsPushedAndFromTheSecondOnEverything() {
    try (RawSocket client = connect();
        RawSocket first = connect();
        RawSocket second = connect()) {
      client.sendText(command("s", "subscribe", "busy"));
      assertThat(next(client)).isEqualTo(reply("s", "ok"));
      Background flood =
          Background.repeat(
              Duration.ofMillis(1),
              () -> {
                sent++;
                publishAndWait(first, "0 " + sent);
                publishAndWait(second, "1 " + sent);
              });
      flood.during(
          () -> {
            Heard heard = new Heard();
            for (int round = 0; round < 100; round++) {
              client.sendText(
                  command("u" + round, "unsubscribe", "busy")
                      + "\n"
                      + command("s" + round, "subscribe", "busy"));
              String text = next(client);
              while (!text.equals(reply("u" + round, "ok"))) {
                heard.push(text);
                text = next(client);
              }
              expect(client, reply("s" + round, "ok"));
              heard.anew();
              heard.push(next(client));
              heard.push(next(client));
            }
          });
    }
  }

  private static void publishAndWait(RawSocket publisher, String data) {
    publisher.sendText(publish("p", "busy", data));
    expect(publisher, reply("p", "ok"));
  }

  /** How far a client is with each publisher: nothing comes twice, and nothing is left out. */
  private static final class Heard {
    private final int[] last = {0, 0};
    private final boolean[] begins = {true, true};

    void anew() {
      begins[0] = true;
      begins[1] = true;
    }

    void push(String message) {
      String[] data = new JsonObject(message).getString("data").split(" ", 2);
      int publisher = Integer.parseInt(data[0]);
      int number = Integer.parseInt(data[1]);
      if (begins[publisher]) {
        assertThat(number).isGreaterThan(last[publisher]);
      } else {
        assertThat(number).isEqualTo(last[publisher] + 1);
      }
      begins[publisher] = false;
      last[publisher] = number;
    }
  }

  @Test
  void whatAnIntervalHeldBackIsNotReceivedAfterSubscribingAgain() {
    try (RawSocket client = connect();
        RawSocket publisher = connect()) {
      client.sendText(command("1", "subscribe", "price:gold"));
      expect(client, reply("1", "ok"));
      publisher.sendText(publish("p1", "price:gold", "10"));
      expect(client, push("price:gold", "10"));
      publisher.sendText(
          publish("p2", "price:gold", "20, held back") + "\n" + publish("p3", "x", ""));
      expect(publisher, reply("p1", "ok"), reply("p2", "ok"), reply("p3", "ok"));
      client.sendText(
          command("2", "unsubscribe", "price:gold")
              + "\n"
              + command("3", "subscribe", "price:gold"));
      expect(client, reply("2", "ok"), reply("3", "ok"));
      publisher.sendText(publish("p4", "price:gold", "30"));
      expect(client, push("price:gold", "30"));
    }
  }

  @Test
  void theProtocolPingsByItselfAndClosesWhoDoesNotAnswer() {
    try (RawSocket client = connect()) {
      assertThat(client.readText()).isEqualTo(ToyProtocol.PING);
      client.sendText(ToyProtocol.PING);
      assertThat(client.readText()).isEqualTo(ToyProtocol.PING);
    }
    try (RawSocket client = RawSocket.open(node.port(), "/toy?impatient")) {
      assertThat(client.readText()).isEqualTo(ToyProtocol.PING);
      assertThat(client.readClose().closeCode()).isEqualTo(ToyProtocol.NO_PONG);
    }
  }

  @Test
  void theProtocolHasItsOwnCodes() {
    try (RawSocket client = connect()) {
      client.sendText("hello");
      assertThat(client.readClose().closeCode()).isEqualTo(ToyProtocol.BAD_COMMAND);
    }
    try (RawSocket client = connect()) {
      client.sendText(command("e", "expire", 1));
      expect(client, reply("e", "ok"));
      RawSocket.Frame end = client.readClose();
      assertThat(end.closeCode()).isEqualTo(ToyProtocol.EXPIRED);
      assertThat(end.closeReason()).isEqualTo("token expired");
    }
  }

  @AfterEach
  void nothingIsLeft() {
    await().until(() -> node.gauge("gateway.subscriptions") == 0);
    await().until(() -> node.gauge("gateway.channels") == 0);
  }
}
