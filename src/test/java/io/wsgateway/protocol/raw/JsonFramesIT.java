package io.wsgateway.protocol.raw;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.json.JsonObject;
import io.wsgateway.support.PlainClient;
import io.wsgateway.support.RunningCluster;
import io.wsgateway.support.TestBackend;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * What clients of an endpoint with {@code frames: json} receive, and what becomes of each message.
 */
final class JsonFramesIT {
  private static final String POSITION = "{\"epoch\":\"\",\"offset\":0,\"recovered\":false}";

  private static RunningCluster cluster;
  private static TestBackend backend;

  @BeforeAll
  static void start() {
    cluster =
        RunningCluster.of(
            1,
            """
            endpoints:
              - {path: /json, channel: json, data: json, frames: json, binary: false}
              - {path: /text, channel: text, frames: json, welcome: "Hi", reply: "got {message}"}
              - {path: /plain, channel: json, data: json}
              - {path: /checked, channel: checked, data: json, frames: json, schema: %s,
                 onInvalid: drop}
              - {path: /ask, channel: ask, frames: json, onMessage: forward, awaitReply: true}
              - {path: /end, channel: ask, frames: json, onMessage: forward, awaitReply: true,
                 onFail: close}
              - {path: /tell, channel: tell, frames: json, onMessage: forward}
              - {path: /echo, channel: echo, frames: json, onMessage: echo, reply: "{message}!"}
            limits: {messageBytes: 1000}
            """
                .formatted(Path.of("src/test/resources/schema/price.json").toAbsolutePath()));
    backend = TestBackend.join(cluster);
    backend
        .eventBus()
        .consumer(
            "gateway.inbound",
            message -> {
              if (message.body().equals("no")) {
                message.fail(422, "bad \"order\"");
              } else if (message.body().equals("nothing")) {
                message.reply(null);
              } else if (message.body().equals("object")) {
                message.reply(new JsonObject().put("price", 1));
              } else {
                message.reply("re: " + message.body());
              }
            });
  }

  @AfterAll
  static void stop() {
    backend.close();
    cluster.close();
  }

  /** A client that has received the position. */
  private static PlainClient connect(String path) throws Exception {
    PlainClient client = PlainClient.connect(cluster.node(0).ws(path));
    assertThat(client.next()).isEqualTo(POSITION);
    return client;
  }

  private static String error(String text) {
    return new JsonObject(text).getJsonObject("error").getValue("code").toString();
  }

  @Test
  void theFirstMessageIsThePositionAndThenTheWelcomeWhateverTheClientAsksFor() throws Exception {
    try (PlainClient client = connect("/text?since=abc:7")) {
      assertThat(client.next()).isEqualTo("{\"text\":\"Hi\"}");
    }
  }

  @Test
  void publicationsAreObjectsWithTheirDataAsItCame() throws Exception {
    try (PlainClient client = connect("/json");
        PlainClient plain = PlainClient.connect(cluster.node(0).ws("/plain"))) {
      plain.send("{\"b\":1.50,\"a\":[ ]}");
      assertThat(client.next()).isEqualTo("{\"data\":{\"b\":1.50,\"a\":[ ]}}");
      assertThat(plain.next()).isEqualTo("{\"b\":1.50,\"a\":[ ]}");
      DeliveryOptions json = new DeliveryOptions().addHeader("channel", "json");
      backend.request("gateway.publish", "line\n\"two\"", json);
      assertThat(client.next()).isEqualTo("{\"data\":\"line\\n\\\"two\\\"\"}");
      backend.request("gateway.publish", Buffer.buffer(new byte[] {1, 2, 3}), json);
      assertThat(client.next()).isEqualTo("{\"data\":{\"base64\":\"AQID\"}}");
    }
  }

  @Test
  void aNumberedMessageIsAnsweredBeforeItsOwnCopyArrives() throws Exception {
    try (PlainClient client = connect("/json");
        PlainClient other = connect("/json")) {
      for (int i = 0; i < 50; i++) {
        client.send("{\"id\":" + i + ",\"data\":[" + i + "]}");
      }
      int acknowledged = 0;
      int heard = 0;
      while (heard < 50) {
        String next = client.next();
        if (next.startsWith("{\"id\"")) {
          assertThat(next).isEqualTo("{\"id\":" + acknowledged++ + "}");
        } else {
          assertThat(next).isEqualTo("{\"data\":[" + heard++ + "]}");
        }
        assertThat(acknowledged).isGreaterThanOrEqualTo(heard);
      }
      assertThat(acknowledged).isEqualTo(50);
      assertThat(other.next()).isEqualTo("{\"data\":[0]}");
    }
  }

  @Test
  void oneBadMessageDoesNotEndTheSession() throws Exception {
    try (PlainClient client = connect("/json")) {
      client.send("nonsense");
      assertThat(error(client.next())).isEqualTo("invalid");
      client.send("{\"id\":[],\"data\":1}");
      assertThat(client.next()).contains("\"at\":\"/id\"").contains("\"code\":\"invalid\"");
      client.send("{\"token\":\"a.b.c\"}");
      assertThat(client.next()).contains("\"at\":\"/token\"").contains("takes no token");
      client.send("{\"id\":\"last\",\"data\":1}");
      assertThat(client.next()).isEqualTo("{\"id\":\"last\"}");
      assertThat(client.next()).isEqualTo("{\"data\":1}");
    }
  }

  @Test
  void whatDoesNotFitTheSchemaIsAnsweredWithItsPlace() throws Exception {
    try (PlainClient client = connect("/checked")) {
      client.send("{\"symbol\":\"A\",\"price\":\"high\"}");
      assertThat(client.next())
          .startsWith("{\"error\":{\"code\":\"invalid\",\"at\":\"/price\",\"message\":");
      client.send("{\"id\":3,\"data\":{\"symbol\":\"A\",\"price\":\"high\"}}");
      assertThat(client.next())
          .startsWith("{\"id\":3,\"error\":{\"code\":\"invalid\",\"at\":\"/price\",");
      client.send("{\"id\":4,\"data\":{\"symbol\":\"A\",\"price\":1}}");
      assertThat(client.next(2))
          .containsExactly("{\"id\":4}", "{\"data\":{\"symbol\":\"A\",\"price\":1}}");
    }
  }

  @Test
  void bytesWhereOnlyTextIsTakenStillCloseTheClient() throws Exception {
    try (PlainClient client = connect("/json")) {
      client.send(new byte[] {1});
      assertThat(client.closed()).startsWith("1003");
    }
  }

  @Test
  void whereTextIsTakenAnyTextIsAMessageAndRepliesAreTexts() throws Exception {
    try (PlainClient client = connect("/echo")) {
      client.send("{\"id\":1,\"data\":\"a\\tb\"}");
      assertThat(client.next(2)).containsExactly("{\"id\":1}", "{\"text\":\"a\\tb!\"}");
      client.send("{not json");
      assertThat(client.next()).isEqualTo("{\"text\":\"{not json!\"}");
    }
  }

  @Test
  void backendsRepliesCarryTheIdOfTheMessage() throws Exception {
    try (PlainClient client = connect("/ask")) {
      client.send("{\"id\":1,\"data\":\"hello\"}");
      assertThat(client.next()).isEqualTo("{\"id\":1,\"data\":\"re: hello\"}");
      client.send("{\"id\":2,\"data\":\"object\"}");
      assertThat(client.next()).isEqualTo("{\"id\":2,\"data\":{\"price\":1}}");
      client.send("{\"id\":3,\"data\":\"nothing\"}");
      assertThat(client.next()).isEqualTo("{\"id\":3}");
      client.send("{\"id\":4,\"data\":\"no\"}");
      assertThat(client.next())
          .isEqualTo("{\"id\":4,\"error\":{\"code\":422,\"message\":\"bad \\\"order\\\"\"}}");
      client.send("no");
      assertThat(client.next())
          .isEqualTo("{\"error\":{\"code\":422,\"message\":\"bad \\\"order\\\"\"}}");
      client.send("hello");
      assertThat(client.next()).isEqualTo("{\"data\":\"re: hello\"}");
    }
  }

  @Test
  void aBackendsRefusalClosesWhereTheEndpointSaysSo() throws Exception {
    try (PlainClient client = connect("/end")) {
      client.send("{\"id\":4,\"data\":\"no\"}");
      assertThat(client.closed()).startsWith("1011");
    }
  }

  @Test
  void aForwardedMessageIsAcknowledgedWhenItIsSent() throws Exception {
    try (PlainClient client = connect("/tell")) {
      client.send("{\"id\":1,\"data\":\"hello\"}");
      assertThat(client.next()).isEqualTo("{\"id\":1}");
    }
  }
}
