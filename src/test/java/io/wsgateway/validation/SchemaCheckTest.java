package io.wsgateway.validation;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.wsgateway.channel.JsonProblem;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SchemaCheckTest {
  private static SchemaCheck schema(String json) throws SchemaProblem {
    return MessageSchema.of(json.getBytes(UTF_8)).check();
  }

  private static String answer(String schema, String message) throws Exception {
    Misfit misfit = schema(schema).check(message.getBytes(UTF_8));
    return misfit == null ? "fits" : misfit.sentence();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      textBlock =
          """
          {"symbol":"ABC","price":1}       | fits
          {"price":1.5,"symbol":"ABC","at":"2026-11-27T10:00:00.5Z"} | fits
          {"symbol":"ABC","price":"1"}     | at /price: must be of type number, not string
          {"symbol":"abc","price":1}       | at /symbol: does not match the pattern
          {"symbol":"ABC","price":-1}      | at /price: is less than 0
          {"symbol":"ABC"}                 | at the top level: lacks the property "price"
          {"symbol":"ABC","price":1,"x/~ é":2} | at /x~1~0 é: is a property that the schema does not allow
          {"symbol":"ABC","price":1,"at":"noon"} | at /at: is not a valid date-time
          []                               | at the top level: must be of type object, not array
          """)
  void theAnswerNamesThePlaceAndTheReason(String message, String answer) throws Exception {
    String schema = Files.readString(Path.of("src/test/resources/schema/price.json"));
    assertThat(answer(schema, message)).isEqualTo(answer);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      textBlock =
          """
          {"enum": [1, {"a": [2]}]}     | 1.0           | fits
          {"enum": [1, {"a": [2]}]}     | {"a": [2.0]}  | fits
          {"enum": [1, {"a": [2]}]}     | "1"           | at the top level: is none of the allowed values
          {"const": null}               | null          | fits
          {"const": null}               | 0             | at the top level: is none of the allowed values
          {"uniqueItems": true}         | [1, "1", [1], {"a":1}, true, null] | fits
          {"uniqueItems": true}         | [1, 2, 1.0]   | at the top level: has an item twice
          {"uniqueItems": true}         | [{"a":1,"b":2}, {"b":2,"a":1}] | at the top level: has an item twice
          {"uniqueItems": true}         | ["1:a", "1", ":a"] | fits
          {"items": {"type": "integer"}} | [1, 2.5]     | at /1: must be of type integer, not number
          {"items": {"type": "integer"}} | [1, 1e2]     | fits
          {"prefixItems": [true], "items": false} | [1, 2] | at the top level: has an item that the schema does not allow
          {"maxItems": 1.0}             | [1, 2]        | at the top level: has too many items
          {"contains": {"const": 1}}    | [2]           | at the top level: contains too few items of the kind that the schema asks for
          {"minLength": 2, "maxLength": 3} | "😀😀"      | fits
          {"maxLength": 1}              | "ab"          | at the top level: is too long
          {"not": {"type": "string"}}   | "a"           | at the top level: fits a schema that it must not fit
          {"anyOf": [{"type": "string"}, {"minimum": 3}]} | 2 | at the top level: fits none of the schemas of anyOf
          {"oneOf": [{}, {"type": "string"}]} | "a"     | at the top level: must fit exactly one of the schemas of oneOf
          {"allOf": [{"properties": {"a": {"type": "string"}}}]} | {"a": 1} | at /a: must be of type string, not number
          {"if": {"required": ["a"]}, "then": {"required": ["b"]}} | {"a": 1} | at the top level: lacks the property "b"
          {"dependentRequired": {"a": ["b"]}} | {"a": 1} | at the top level: lacks the property "b"
          {"dependentRequired": {"a": ["b"]}} | {"__absolute_uri__": 1} | fits
          {"propertyNames": {"maxLength": 1}} | {"ab": 1} | at the top level: has a property name that the schema does not allow
          {"patternProperties": {"^x-": {"type": "string"}}, "additionalProperties": false} | {"x-a": "b"} | fits
          {"patternProperties": {"^x-": {"type": "string"}}, "additionalProperties": false} | {"x-a": 1} | at /x-a: must be of type string, not number
          {"patternProperties": {"^[a-z]+$": true}, "additionalProperties": false} | {"A": 1} | at /A: is a property that the schema does not allow
          {"allOf": [{"properties": {"a": true}}], "unevaluatedProperties": false} | {"a": 1, "b": 2} | at /b: is a property that the schema does not allow
          {"properties": {"allOf": {"type": "string"}, "not": true}} | {"allOf": 1} | at /allOf: must be of type string, not number
          {"properties": {"next": {"$ref": "#"}, "v": {"type": "number"}}} | {"next": {"next": {"v": "x"}}} | at /next/next/v: must be of type number, not string
          {"items": {"$ref": "#/$defs/a%20b~1c"}, "$defs": {"a b/c": {"type": "null"}}} | [1] | at /0: must be of type null, not number
          {"items": {"$ref": "#here"}, "$defs": {"a": {"$anchor": "here", "const": 1}}} | [2] | at /0: is none of the allowed values
          {"$ref": "#/$defs/a", "$defs": {"a": false}} | 1 | at the top level: does not fit the schema
          {"multipleOf": 0.01}          | 19.99         | fits
          {"multipleOf": 3}             | 7             | at the top level: is not a multiple of 3
          {"maximum": 5}                | 1e999999999   | at the top level: is greater than 5
          {"type": "integer"}           | 1e999999999   | at the top level: must be of type integer, not number
          {"maxLength": 3, "pattern": "^.$"} | "\\ud800" | fits
          {"format": "uuid"}            | "c0ffee00-0000-4000-8000-000000000000" | fits
          {"format": "uuid"}            | "c0ffee"      | at the top level: is not a valid uuid
          {"format": "email"}           | ""            | at the top level: is not a valid email
          {"format": "email"}           | "a@b.example" | fits
          {"format": "ipv4"}            | "1.2.3.400"   | at the top level: is not a valid ipv4
          {"format": "ipv6"}            | "::1"         | fits
          {"format": "uri"}             | "/relative"   | at the top level: is not a valid uri
          {"format": "date"}            | "2026-02-30"  | at the top level: is not a valid date
          {"format": "time"}            | "10:00:00"    | at the top level: is not a valid time
          {"format": "hostname"}        | "a-.example"  | at the top level: is not a valid hostname
          {"format": "int32"}           | "x"           | fits
          """)
  void keywordsMeanWhatTheSpecificationSays(String schema, String message, String answer)
      throws Exception {
    assertThat(answer(schema, message)).isEqualTo(answer);
  }

  @Test
  void whatIsNoJsonIsAProblemOfItsOwn() {
    assertThatThrownBy(() -> answer("{}", "{\"a\":1,\"a\":2}"))
        .isInstanceOf(JsonProblem.class)
        .hasMessageStartingWith("has a key twice");
  }

  @Test
  void theAnswerRepeatsNothingHarmfulOfTheMessage() throws Exception {
    String name = "\\u001b[31m\\u202e" + "n".repeat(5000);
    assertThat(answer("{\"additionalProperties\": false}", "{\"" + name + "\": 1}"))
        .hasSizeLessThan(300)
        .doesNotContain("\u001b", "\u202e");
  }

  private static String numbers(int count) {
    return IntStream.range(0, count)
        .mapToObj(Integer::toString)
        .collect(Collectors.joining(",", "[", "]"));
  }

  private static String doubling(int levels) {
    StringBuilder schema = new StringBuilder("{\"$ref\": \"#/$defs/a0\", \"$defs\": {");
    for (int i = 0; i < levels; i++) {
      schema.append(
          "\"a%d\": {\"anyOf\": [{\"$ref\": \"#/$defs/a%d\"}, {\"$ref\": \"#/$defs/a%d\"}]},"
              .formatted(i, i + 1, i + 1));
    }
    return schema + "\"a" + levels + "\": {\"type\": \"integer\"}}}";
  }

  /** Each would take minutes, or the whole stack, without a bound; this test would time out. */
  @Test
  void noMessageTakesLong() throws Exception {
    String costly = "at the top level: is too large or too complex to be checked";
    String nested = "[".repeat(63) + numbers(9000) + "]".repeat(63);
    assertThat(answer("{\"uniqueItems\": true}", numbers(9000))).isEqualTo("fits");
    assertThat(answer("{\"uniqueItems\": true, \"items\": {\"$ref\": \"#\"}}", nested))
        .startsWith(costly);
    assertThat(answer("{\"pattern\": \"^(a+)+$\"}", "\"" + "a".repeat(30_000) + "!\""))
        .isEqualTo("at the top level: does not match the pattern");
    assertThat(
            answer(
                "{\"pattern\": \"^(?:[a-z0-9]{1,60}[.])*x$\"}",
                "\"" + "a1.".repeat(20_000) + "!\""))
        .startsWith(costly);
    assertThat(answer(doubling(14), "\"x\"")).startsWith(costly);
    assertThat(answer("{\"items\": {\"type\": \"number\"}}", numbers(12_000))).startsWith(costly);
    assertThat(answer("{}", "[".repeat(65) + "]".repeat(65)))
        .isEqualTo("at the top level: is nested deeper than 64 levels");
  }

  @Test
  void aMessageIsNotReadIntoTheHeapWhateverItsSize() throws Exception {
    assertThat(answer("{}", "\"" + "a".repeat(SchemaCheck.MAX_BYTES - 2) + "\"")).isEqualTo("fits");
    assertThat(answer("{}", "[" + "[".repeat(SchemaCheck.MAX_BYTES)))
        .isEqualTo("at the top level: is over 1048576 bytes");
  }

  @Test
  void deepSchemasAndDeepMessagesTogetherFitTheStack() throws Exception {
    StringBuilder chain = new StringBuilder("{\"$ref\": \"#/$defs/a0\", \"$defs\": {");
    for (int i = 0; i < 29; i++) {
      chain.append("\"a%d\": {\"$ref\": \"#/$defs/a%d\"},".formatted(i, i + 1));
    }
    String schema = chain + "\"a29\": {\"items\": {\"$ref\": \"#\"}}}}";
    String message = "[".repeat(64) + "]".repeat(64);
    CompletableFuture<String> answer = new CompletableFuture<>();
    Thread loop =
        new Thread(
            null,
            () -> {
              try {
                answer.complete(answer(schema, message));
              } catch (Throwable e) {
                answer.completeExceptionally(e);
              }
            },
            "small stack",
            1 << 20);
    loop.start();
    assertThat(answer.join()).isEqualTo("fits");
  }

  @Test
  void theBytesAreNeverChangedAndTheSameArrayIsCheckedOnce() throws Exception {
    SchemaCheck check = schema("{\"type\": \"object\"}");
    byte[] message = " {\"b\":1.50,\"a\":1E2 } ".getBytes(UTF_8);
    byte[] before = message.clone();
    assertThat(check.check(message)).isNull();
    assertThat(check.check(message)).isNull();
    assertThat(message).isEqualTo(before);
    byte[] other = "1".getBytes(UTF_8);
    assertThat(check.check(other)).isNotNull().isSameAs(check.check(other));
    assertThat(Arrays.equals(message, before)).isTrue();
  }
}
