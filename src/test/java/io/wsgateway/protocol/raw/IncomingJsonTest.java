package io.wsgateway.protocol.raw;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.wsgateway.config.EndpointConfig.DataKind;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which messages of clients are for the gateway, and what is in them. */
final class IncomingJsonTest {
  private static Incoming read(String text, DataKind kind) {
    return IncomingJson.read(text.getBytes(UTF_8), kind);
  }

  private static Incoming read(String text) {
    return read(text, DataKind.JSON);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "hello",
        "{",
        "[]",
        "\"text\"",
        "{}",
        "{\"id\":1}",
        "{\"data\":1}",
        "{\"id\":1,\"data\":2,\"more\":3}",
        "{\"id\":1,\"data\":2,\"token\":\"t\"}",
        "{\"token\":\"t\",\"id\":1}",
        "{\"id\":1,\"id\":2,\"data\":3}",
        "{\"token\":\"a\",\"token\":\"b\"}",
        "{\"id\":1,\"data\":2} {}",
        "{\"id\":1,\"data\":2",
        "{\"ID\":1,\"data\":2}",
        "{\"order\":{\"id\":1,\"data\":2}}"
      })
  void everythingElseIsTheMessageItself(String text) {
    for (DataKind kind : DataKind.values()) {
      assertThat(read(text, kind))
          .isInstanceOfSatisfying(
              Incoming.Message.class,
              message -> {
                assertThat(message.id()).isNull();
                assertThat(message.text()).isTrue();
                assertThat(new String(message.bytes(), UTF_8)).isEqualTo(text);
              });
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{\"id\":7,\"data\":{\"b\":1.50,\"a\":[ ]}}   | 7     | {\"b\":1.50,\"a\":[ ]}",
        "{\"data\":\"x\",\"id\":\"a-1\"}              | \"a-1\" | \"x\"",
        " { \"id\" : -1 , \"data\" : null }           | -1    | null",
        "{\"id\":0,\"data\":[1,{\"id\":2}]}           | 0     | [1,{\"id\":2}]",
        "{\"id\":12345678901234567890,\"data\":true}  | 12345678901234567890 | true"
      })
  void aNumberedMessageIsItsDataAsItCame(String text, String id, String data) {
    assertThat(read(text))
        .isInstanceOfSatisfying(
            Incoming.Message.class,
            message -> {
              assertThat(message.id()).isEqualTo(id);
              assertThat(new String(message.bytes(), UTF_8)).isEqualTo(data);
            });
  }

  @Test
  void whereClientsSendTextAStringIsItsText() {
    assertThat(read("{\"id\":1,\"data\":\"a\\n\\u00fc\"}", DataKind.TEXT))
        .isInstanceOfSatisfying(
            Incoming.Message.class,
            message -> assertThat(new String(message.bytes(), UTF_8)).isEqualTo("a\nü"));
    assertThat(read("{\"id\":1,\"data\":{\"a\":1}}", DataKind.TEXT))
        .isInstanceOfSatisfying(
            Incoming.Message.class,
            message -> assertThat(new String(message.bytes(), UTF_8)).isEqualTo("{\"a\":1}"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"1.5", "null", "true", "{}", "[1]", "1e3"})
  void anIdOfAnotherTypeIsMalformed(String id) {
    assertThat(read("{\"id\":" + id + ",\"data\":1}"))
        .isInstanceOfSatisfying(
            Incoming.Malformed.class, wrong -> assertThat(wrong.at()).isEqualTo("/id"));
  }

  @Test
  void anIdIsNoLongerThanItsLimit() {
    String longest = "1".repeat(IncomingJson.MAX_ID);
    assertThat(read("{\"id\":" + longest + ",\"data\":1}")).isInstanceOf(Incoming.Message.class);
    assertThat(read("{\"id\":" + longest + "1,\"data\":1}")).isInstanceOf(Incoming.Malformed.class);
  }

  @Test
  void anObjectWithATokenAloneRenewsIt() {
    assertThat(read("{\"token\":\"a.b.c\"}")).isEqualTo(new Incoming.Renewal("a.b.c"));
    assertThat(read("{\"token\":1}"))
        .isInstanceOfSatisfying(
            Incoming.Malformed.class, wrong -> assertThat(wrong.at()).isEqualTo("/token"));
  }

  @Test
  void nestingIsBounded() {
    String deep = "{\"id\":1,\"data\":" + "[".repeat(5000) + "]".repeat(5000) + "}";
    assertThat(read(deep))
        .isInstanceOfSatisfying(
            Incoming.Message.class, message -> assertThat(message.id()).isNull());
  }

  /** Random texts of such pieces are read without a fault, and none loses what it held. */
  @Test
  void anyTextIsRead() {
    List<String> pieces =
        List.of(
            "{",
            "}",
            "[",
            "]",
            ":",
            ",",
            " ",
            "\"id\"",
            "\"data\"",
            "\"token\"",
            "1",
            "\"x\"",
            "null",
            "\\",
            "\"",
            "ü",
            "\u2028",
            "{\"id\":",
            "{\"token\":",
            "\"data\":");
    Random random = new Random(26);
    for (int i = 0; i < 100_000; i++) {
      String text =
          IntStream.range(0, random.nextInt(12))
              .mapToObj(n -> pieces.get(random.nextInt(pieces.size())))
              .collect(Collectors.joining());
      for (DataKind kind : DataKind.values()) {
        if (read(text, kind) instanceof Incoming.Message message && message.id() == null) {
          assertThat(new String(message.bytes(), UTF_8)).isEqualTo(text);
        }
      }
    }
  }
}
