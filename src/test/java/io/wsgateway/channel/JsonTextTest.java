package io.wsgateway.channel;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
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
          {} x            | it has a syntax error at line 1, column 5
          {"a":1,"a":2}   | it has a key twice in one object at line 1, column
          {"a":1,"\\u0061":2} | it has a key twice in one object at line 1, column
          {'a':1}         | it has a syntax error at line 1, column 2
          [1,]            | it has a syntax error at line 1, column 4
          "\\x"           | it has a syntax error at line 1, column
          {"\\x":1}       | it has a syntax error at line 1, column
          ["\\ud8"]       | it has a syntax error at line 1, column
          ["a	b"]        | it has a syntax error at line 1, column
          tru             | it has a syntax error at line 1, column
          01              | it has a syntax error at line 1, column
          NaN             | it has NaN or Infinity, which JSON does not allow, at line 1, column
          -Infinity       | it has NaN or Infinity, which JSON does not allow, at line 1, column
          [               | it ends too early at line 1, column
          {"a             | it ends too early at line 1, column
          """)
  void whatIsWrongIsSaidWithoutTheText(String json, String problem) {
    assertThat(JsonText.problem(json.getBytes(UTF_8)).orElseThrow()).startsWith(problem);
  }

  @Test
  void bytesThatAreNotUtf8AreNoJson() {
    byte[] overlong = {'"', (byte) 0xC0, (byte) 0x80, '"'};
    assertThat(JsonText.problem(overlong)).contains("it is not UTF-8 at byte 1");
    assertThat(JsonText.problem("\uFEFF{}".getBytes(UTF_8)))
        .contains("it begins with a byte order mark");
  }

  @Test
  void everyLimitHasItsReason() {
    assertThat(problem(nested(StrictJson.MAX_DEPTH))).isEmpty();
    assertThat(problem(nested(StrictJson.MAX_DEPTH + 1)))
        .hasValue("it is nested deeper than 256 levels at line 1, column 257");
    assertThat(problem(named(StrictJson.MAX_NAME))).isEmpty();
    assertThat(problem(named(StrictJson.MAX_NAME + 1)))
        .hasValue("it has a name of over 50000 characters at line 1, column 2");
    assertThat(problem("9".repeat(StrictJson.MAX_NUMBER))).isEmpty();
    assertThat(problem("[1,\n " + "9".repeat(StrictJson.MAX_NUMBER + 1) + "]"))
        .hasValue("it has a number of over 1000 characters at line 2, column 2");
    assertThat(problem("[0." + "9".repeat(StrictJson.MAX_NUMBER) + "]"))
        .hasValue("it has a number of over 1000 characters at line 1, column 2");
    assertThat(problem("\"" + "x".repeat(1_000_000) + "\"")).isEmpty();
  }

  private static Optional<String> problem(String json) {
    return JsonText.problem(json.getBytes(UTF_8));
  }

  private static String nested(int levels) {
    return "[".repeat(levels) + "]".repeat(levels);
  }

  private static String named(int characters) {
    return "{\"" + "n".repeat(characters) + "\":1}";
  }
}
