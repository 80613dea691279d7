package io.wsgateway.api;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_16;
import static java.nio.charset.StandardCharsets.UTF_16BE;
import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.nio.charset.Charset;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class JsonFieldsTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "1",
        "1.10",
        "-0.0",
        "1E400",
        "12345678901234567890.000",
        "null",
        "true",
        "\"\"",
        "\"a\\u0041\\n\"",
        "\"\\ud800\"",
        "\"häß ☃ 😀\"",
        "{ \"b\" : 1.50 , \"a\" : [ 1 , 2 ] }",
        "[]",
        "[\n 1,\n 2\n]"
      })
  void aFieldKeepsTheExactTextThatWasSent(String json) {
    assertThat(parse("{\"data\":" + json + "}").json("data")).isEqualTo(json);
    assertThat(parse("{ \"x\":\"☃\",\"data\" \t: " + json + " \n, \"z\":0} ").json("data"))
        .isEqualTo(json);
  }

  @Test
  void anObjectHasFieldsOfItsOwn() {
    JsonFields fields =
        parse("{\"disconnect\": {\"code\": 4000, \"reason\": \"r\"}, \"none\": null}");
    assertThat(fields.object("disconnect").number("code")).isEqualTo(4000);
    assertThat(fields.object("disconnect").text("reason")).isEqualTo("r");
    assertThat(fields.object("none").number("code")).isZero();
    assertThat(fields.object("absent").text("reason")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"[]", "1", "\"x\"", "true"})
  void whatIsNoObjectIsRefused(String json) {
    assertThatThrownBy(() -> parse("{\"d\":" + json + "}").object("d"))
        .isInstanceOf(BadBodyException.class)
        .hasMessage("d must be an object");
  }

  @ParameterizedTest
  @ValueSource(strings = {"\"1\"", "1.5", "1e3", "99999999999", "[]"})
  void whatIsNoWholeNumberIsRefused(String json) {
    assertThatThrownBy(() -> parse("{\"n\":" + json + "}").number("n"))
        .isInstanceOf(BadBodyException.class)
        .hasMessage("n must be a whole number");
  }

  @Test
  void randomValuesKeepTheirExactText() {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    for (int i = 0; i < 2000; i++) {
      String value = value(random, 0);
      String body =
          "{\"a\":"
              + value(random, 0)
              + space(random)
              + ",\"data\":"
              + space(random)
              + value
              + space(random)
              + ",\"z\":1}";
      assertThat(parse(body).json("data")).as("seed %d: %s", seed, body).isEqualTo(value);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "null",
        "[]",
        "\"x\"",
        "1",
        "{",
        "{}{}",
        "{} x",
        "{\"a\":1,}",
        "{\"a\":01}",
        "{\"a\":NaN}",
        "{a:1}",
        "{\"a\":'b'}",
        "{\"a\":\"\n\"}",
        "{\"a\":\"\\x\"}",
        "\ufeff{}",
        "{\"a\":1,\"a\":2}",
        "{\"a\":1,\"\\u0061\":2}",
        "{\"data\":{\"b\":1,\"b\":1}}",
        "/* */{}"
      })
  void whatIsNotOneJsonObjectIsRefused(String body) {
    assertThatThrownBy(() -> parse(body)).isInstanceOf(BadBodyException.class);
  }

  @Test
  void badUtf8IsRefused() {
    byte[] body = "{\"data\":\"xx\"}".getBytes(UTF_8);
    body[9] = (byte) 0xC0;
    body[10] = (byte) 0xAF;
    assertThatThrownBy(() -> JsonFields.parse(body)).isInstanceOf(BadBodyException.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"[", "{\"a\":"})
  void depthBombsAreRefused(String level) {
    assertThatThrownBy(() -> parse("{\"data\":" + level.repeat(100_000)))
        .isInstanceOf(BadBodyException.class);
  }

  @Test
  void aFieldHasTheLimitsOfAMessageOfAClient() {
    String deep = "[".repeat(256) + "]".repeat(256);
    assertThat(parse("{\"data\":" + deep + "}").json("data")).isEqualTo(deep);
    String number = "9".repeat(1000);
    assertThat(parse("{\"data\":" + number + "}").json("data")).isEqualTo(number);
    String named = "{\"" + "n".repeat(50_000) + "\":1}";
    assertThat(parse("{\"data\":" + named + "}").json("data")).isEqualTo(named);
  }

  static Stream<Arguments> bodies() {
    return Stream.of(
        arguments("", "is empty"),
        arguments(" \n", "is empty"),
        arguments("\ufeff{}", "begins with a byte order mark: send it without"),
        arguments("channel=chat&data=%7B%7D", "is a form: send a JSON object"),
        arguments("--x\r\nContent-Disposition: form-data\r\n", "is multipart: send the JSON"),
        arguments(
            "{\"a\":1}\n{\"a\":2}\n",
            "continues after its object, which ends at line 1, column 8: a call takes one object"),
        arguments("{} x", "continues after its object, which ends at line 1, column 3"),
        arguments("[{}]", "is JSON, but not an object"),
        arguments("1", "is JSON, but not an object"),
        arguments(
            "{\"a\":NaN}", "has NaN or Infinity, which JSON does not allow, at line 1, column"),
        arguments("{\"a\":1,\n\"a\":2}", "has a key twice in one object at line 2, column"),
        arguments("{\"d\":{\"b\":1,\"b\":1}}", "has a key twice in one object at line 1, column"),
        arguments("{\"a\":1", "ends too early at line 1, column"),
        arguments("{\"a\":\"x", "ends too early at line 1, column"),
        arguments("{\"a\":'b'}", "has a syntax error at line 1, column 6"),
        arguments("{a:1}", "has a syntax error at line 1, column 2"),
        arguments("// x\n{}", "has a syntax error at line 1, column 1"),
        arguments(
            "{\"data\":" + "[".repeat(257) + "]".repeat(257) + "}",
            "is nested deeper than 256 levels at line 1, column 265"),
        arguments(
            "{\"" + "n".repeat(50_001) + "\":1}",
            "has a name of over 50000 characters at line 1, column 2"),
        arguments(
            "{\"data\":" + "9".repeat(1001) + "}",
            "has a number of over 1000 characters at line 1, column 9"));
  }

  @ParameterizedTest
  @MethodSource("bodies")
  void whatIsWrongIsNamedWithItsPlace(String body, String problem) {
    assertThatThrownBy(() -> parse(body))
        .isInstanceOf(BadBodyException.class)
        .hasMessageStartingWith("the body " + problem);
  }

  static Stream<Arguments> bytes() {
    return Stream.of(
        arguments("{}".getBytes(UTF_16), "is UTF-16 or UTF-32: send UTF-8"),
        arguments("{}".getBytes(UTF_16LE), "is UTF-16 or UTF-32: send UTF-8"),
        arguments("{}".getBytes(UTF_16BE), "is UTF-16 or UTF-32: send UTF-8"),
        arguments("{}".getBytes(Charset.forName("UTF-32")), "is UTF-16 or UTF-32: send UTF-8"),
        arguments(
            new byte[] {0x1f, (byte) 0x8b, 8, 0}, "is compressed with gzip: send it as it is"),
        arguments("{\"a\":\"\u00e9\"}".getBytes(ISO_8859_1), "is not UTF-8 at byte 6"));
  }

  @ParameterizedTest
  @MethodSource("bytes")
  void bytesThatAreNoTextAreNamed(byte[] body, String problem) {
    assertThatThrownBy(() -> JsonFields.parse(body))
        .isInstanceOf(BadBodyException.class)
        .hasMessage("the body " + problem);
  }

  @Test
  void typedFieldsAreRead() {
    JsonFields fields =
        parse("{\"s\":\"x\\u0041\",\"t\":true,\"l\":[\"a\",\"b\"],\"m\":{\"k\":\"v\"},\"n\":null}");
    assertThat(fields.text("s")).isEqualTo("xA");
    assertThat(fields.flag("t")).isTrue();
    assertThat(fields.texts("l")).isEqualTo(List.of("a", "b"));
    assertThat(fields.textMap("m")).isEqualTo(Map.of("k", "v"));
    assertThat(fields.text("n")).isEmpty();
    assertThat(fields.flag("absent")).isFalse();
    assertThat(fields.json("absent")).isNull();
    assertThat(fields.json("n")).isEqualTo("null");
  }

  @ParameterizedTest
  @ValueSource(strings = {"1", "true", "[]", "{}", "[1]", "{\"a\":1}", "\"\\ud800\"", "[null]"})
  void wrongTypesAreRefusedByName(String json) {
    JsonFields fields = parse("{\"f\":" + json + "}");
    assertThatThrownBy(() -> fields.text("f")).hasMessage("f must be a string");
    if (!json.equals("true")) {
      assertThatThrownBy(() -> fields.flag("f")).hasMessage("f must be true or false");
    }
    if (!json.equals("[]")) {
      assertThatThrownBy(() -> fields.texts("f")).hasMessage("f must be a list of strings");
    }
    if (!json.equals("{}")) {
      assertThatThrownBy(() -> fields.textMap("f")).hasMessage("f must be an object of strings");
    }
  }

  private static JsonFields parse(String body) {
    return JsonFields.parse(body.getBytes(UTF_8));
  }

  private static String space(Random random) {
    return " \t\r\n".substring(0, random.nextInt(5)).repeat(random.nextInt(3));
  }

  private static String value(Random random, int depth) {
    return switch (random.nextInt(depth > 4 ? 5 : 7)) {
      case 0 -> Long.toString(random.nextLong());
      case 1 ->
          random.nextInt(1000)
              + "."
              + "0".repeat(1 + random.nextInt(40))
              + "e-"
              + random.nextInt(9);
      case 2 -> random.nextBoolean() ? "true" : "null";
      case 3, 4 -> string(random);
      case 5 -> "[" + members(random, depth, false) + "]";
      default -> "{" + members(random, depth, true) + "}";
    };
  }

  private static String members(Random random, int depth, boolean named) {
    StringBuilder members = new StringBuilder(space(random));
    for (int n = random.nextInt(4); n > 0; n--) {
      if (named) {
        members.append('"').append(n).append('"').append(space(random)).append(':');
      }
      members.append(value(random, depth + 1)).append(n > 1 ? "," : "").append(space(random));
    }
    return members.toString();
  }

  private static String string(Random random) {
    List<String> parts =
        List.of("a", "ß", "☃", "😀", "\\n", "\\\"", "\\u00e9", "}", "]", ",", "x".repeat(5000));
    StringBuilder text = new StringBuilder("\"");
    for (int n = random.nextInt(20); n > 0; n--) {
      text.append(parts.get(random.nextInt(parts.size())));
    }
    return text.append("\"").toString();
  }
}
