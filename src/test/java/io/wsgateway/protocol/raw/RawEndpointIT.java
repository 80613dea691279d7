package io.wsgateway.protocol.raw;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.wsgateway.support.PlainClient;
import io.wsgateway.support.RunningGateway;
import java.net.http.HttpResponse;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the options of an endpoint do, against the JDK's client and the HTTP API. */
final class RawEndpointIT {
  private static RunningGateway gateway;

  @BeforeAll
  static void start() throws Exception {
    gateway =
        RunningGateway.of(
            """
            endpoints:
              - {path: /chat, channel: chat}
              - {path: /json, channel: json, data: json}
              - {path: /text-only, channel: text, binary: false}
              - {path: /others, channel: chat, includeSender: false, reply: "sent"}
              - {path: /quiet, channel: quiet, onMessage: ignore, reply: "thanks for {message}"}
              - {path: "/rooms/{room}/{seat}", channel: "room:{room}-{seat}"}
              - {path: /required, channel: chat, subprotocols: [soap], requireSubprotocol: true}
            channels:
              namespaces:
                room: {}
            """);
  }

  @AfterAll
  static void stop() {
    gateway.close();
  }

  private static PlainClient connect(String path) throws Exception {
    return PlainClient.connect(gateway.ws(path));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"a\":[1,2.50,\"ü\"]}",
        "[]",
        "\"text\"",
        "12",
        "null",
        " {\"spaced\" : true } "
      })
  void jsonIsRelayedAsItCame(String json) throws Exception {
    try (PlainClient sender = connect("/json");
        PlainClient hearer = connect("/json")) {
      sender.send(json);
      assertThat(hearer.next()).isEqualTo(json);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "{",
        "{} {}",
        "{\"a\":1,\"a\":2}",
        "{'a':1}",
        "nul",
        "[1,]",
        "\"\\x\"",
        "\"\u0001\"",
        "\uFEFF{}"
      })
  void whatIsNotJsonIsClosedWith1007AndReachesNobody(String text) throws Exception {
    try (PlainClient sender = connect("/json");
        PlainClient hearer = connect("/json");
        PlainClient other = connect("/json")) {
      sender.send(text);
      assertThat(sender.closed()).startsWith("1007 not valid JSON");
      other.send("1");
      assertThat(hearer.next()).isEqualTo("1");
    }
  }

  @Test
  void aLimitOfJsonIsToldByItsName() throws Exception {
    try (PlainClient sender = connect("/json")) {
      sender.send("9".repeat(1001));
      assertThat(sender.closed())
          .startsWith("1007 not valid JSON: it has a number of over 1000 characters at line 1");
    }
  }

  @Test
  void aVeryDeepValueIsRefusedAndHarmsNobody() throws Exception {
    try (PlainClient sender = connect("/json")) {
      sender.send("[".repeat(30_000));
      assertThat(sender.closed()).startsWith("1007");
    }
    try (PlainClient after = connect("/json")) {
      after.send("[[1]]");
      assertThat(after.next()).isEqualTo("[[1]]");
    }
  }

  @Test
  void binaryWhereOnlyTextIsTakenIsClosedWith1003() throws Exception {
    for (String path : List.of("/text-only", "/json")) {
      try (PlainClient client = connect(path)) {
        client.send(new byte[] {1});
        assertThat(client.closed()).startsWith("1003");
      }
    }
  }

  @Test
  void aTooLargeMessageIsClosedWithItsSizeAndKey() throws Exception {
    try (PlainClient client = connect("/chat")) {
      client.send("x".repeat(65_537));
      assertThat(client.closed()).isEqualTo("1009 message over 65536 bytes (limits.messageBytes)");
    }
  }

  @Test
  void theSenderMayBeLeftOutAndStillGetsItsReply() throws Exception {
    try (PlainClient sender = connect("/others");
        PlainClient hearer = connect("/chat")) {
      sender.send("to the others");
      assertThat(hearer.next()).isEqualTo("to the others");
      assertThat(sender.next()).isEqualTo("sent");
      hearer.send("to all");
      assertThat(sender.next()).isEqualTo("to all");
    }
  }

  @Test
  void anIgnoredMessageIsOnlyAnswered() throws Exception {
    try (PlainClient sender = connect("/quiet");
        PlainClient hearer = connect("/quiet")) {
      sender.send("$1 \\ {message}");
      assertThat(sender.next()).isEqualTo("thanks for $1 \\ {message}");
      assertThat(gateway.api("publish", "{\"channel\":\"quiet\",\"data\":1}").statusCode())
          .isEqualTo(200);
      assertThat(hearer.next()).isEqualTo("1");
    }
  }

  @Test
  void placeholdersBringInNothingButNames() throws Exception {
    try (PlainClient a = connect("/rooms/a-b/c_1");
        PlainClient other = connect("/rooms/a/b-c_1")) {
      gateway.api("publish", "{\"channel\":\"room:a-b-c_1\",\"data\":\"same name\"}");
      assertThat(a.next()).isEqualTo("\"same name\"");
      assertThat(other.next()).isEqualTo("\"same name\"");
    }
    for (String path :
        List.of(
            "/rooms/a:b/c",
            "/rooms/a%3Ab/c",
            "/rooms/%7Broom%7D/c",
            "/rooms//c",
            "/rooms/a/",
            "/rooms/a/b/c",
            "/rooms/../c/d",
            "/rooms/a/" + "x".repeat(65))) {
      assertThatThrownBy(() -> connect(path)).as(path).hasMessageContaining("Handshake");
    }
  }

  @Test
  void aRequiredSubprotocolIsAskedFor() throws Exception {
    assertThatThrownBy(() -> connect("/required")).hasMessageContaining("Handshake");
    try (PlainClient client =
        PlainClient.connect(gateway.ws("/required"), b -> b.subprotocols("soap"))) {
      assertThat(client.subprotocol()).isEqualTo("soap");
    }
  }

  @Test
  void whatTheApiPublishesComesAsTextOrBinary() throws Exception {
    try (PlainClient client = connect("/chat")) {
      publish("\"data\":{\"n\":1.10}");
      publish("\"b64data\":\"AAH/\"");
      publish("\"data\":\"text\"");
      assertThat(client.next()).isEqualTo("{\"n\":1.10}");
      assertThat(client.next()).isEqualTo("binary:0001ff");
      assertThat(client.next()).isEqualTo("\"text\"");
    }
  }

  @Test
  void theApiReachesSeveralChannelsAndNamesThoseItCannot() throws Exception {
    try (PlainClient chat = connect("/chat");
        PlainClient room = connect("/rooms/x/y")) {
      HttpResponse<String> answer =
          gateway.api(
              "broadcast",
              "{\"channels\":[\"chat\",\"nowhere:1\",\"room:x-y\"],\"data\":{\"all\":true}}");
      assertThat(answer.body())
          .isEqualTo(
              "{\"result\":{\"responses\":[{\"result\":{}},"
                  + "{\"error\":{\"code\":102,\"message\":\"unknown channel: the channel's"
                  + " namespace, the part before its first colon, is not configured; add it as"
                  + " channels.namespaces.<namespace>: {}\"}},{\"result\":{}}]}}");
      assertThat(chat.next()).isEqualTo("{\"all\":true}");
      assertThat(room.next()).isEqualTo("{\"all\":true}");
    }
  }

  @Test
  void anIdempotencyKeyWithoutHistoryIsRefused() throws Exception {
    HttpResponse<String> answer =
        gateway.api("publish", "{\"channel\":\"chat\",\"data\":1,\"idempotency_key\":\"k\"}");
    assertThat(answer.body()).contains("\"code\":107", "history");
  }

  private static void publish(String data) throws Exception {
    assertThat(gateway.api("publish", "{\"channel\":\"chat\"," + data + "}").body())
        .isEqualTo("{\"result\":{}}");
  }
}
