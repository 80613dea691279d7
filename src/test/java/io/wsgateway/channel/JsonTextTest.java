package io.wsgateway.channel;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JsonTextTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "1",
        "-0.5e9",
        "\"ü 😀\"",
        "null",
        " [1, {\"a\": []}]\n",
        "{\"a\":1,\"b\":{\"a\":2}}"
      })
  void oneValueIsFine(String json) {
    assertThat(JsonText.problem(json.getBytes(UTF_8))).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      textBlock =
          """
          ~~              | there is no value
          ~  ~            | there is no value
          1 2             | something follows the value
          {} x            | it cannot be parsed at character 4
          {"a":1,"a":2}   | it cannot be parsed at character
          {'a':1}         | it cannot be parsed at character
          [1,]            | it cannot be parsed at character
          "\\x"           | it cannot be parsed at character
          {"\\x":1}       | it cannot be parsed at character
          ["\\ud8"]       | it cannot be parsed at character
          ["a	b"]        | it cannot be parsed at character
          tru             | it cannot be parsed at character
          [               | it cannot be parsed at character
          """)
  void whatIsWrongIsSaidWithoutTheText(String json, String problem) {
    assertThat(JsonText.problem(json.getBytes(UTF_8)).orElseThrow()).startsWith(problem);
  }

  @Test
  void bytesThatAreNotUtf8AreNoJson() {
    byte[] overlong = {'"', (byte) 0xC0, (byte) 0x80, '"'};
    assertThat(JsonText.problem(overlong)).contains("it is not UTF-8");
    assertThat(JsonText.problem("\uFEFF{}".getBytes(UTF_8)))
        .contains("it begins with a byte order mark");
  }

  @Test
  void depthIsBounded() {
    assertThat(JsonText.problem(nested(StrictJson.MAX_DEPTH))).isEmpty();
    assertThat(JsonText.problem(nested(StrictJson.MAX_DEPTH + 1))).isPresent();
  }

  private static byte[] nested(int levels) {
    return ("[".repeat(levels) + "]".repeat(levels)).getBytes(UTF_8);
  }
}
