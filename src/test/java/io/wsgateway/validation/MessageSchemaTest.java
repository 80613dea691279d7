package io.wsgateway.validation;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MessageSchemaTest {
  @TempDir private Path dir;

  private static void refuses(String schema, String sentence) {
    assertThatThrownBy(() -> MessageSchema.of(schema.getBytes(UTF_8)))
        .isInstanceOf(SchemaProblem.class)
        .hasMessageContaining(sentence);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      textBlock =
          """
          {                                     | is not JSON: it ends too early at line 1
          {"type": 1, "type": 2}                | is not JSON: it has a key twice
          []                                    | must contain a JSON object
          true                                  | must contain a JSON object
          {"type": "nmber"}                     | at /type must name types: array, boolean
          {"properties": {"a": {"minLength": -1}}} | at /properties/a/minLength is less than 0
          {"properties": {"a": 1}}              | at /properties/a must be of type object or boolean, not number
          {"requierd": ["a"]}                   | at /requierd is not a keyword of JSON Schema 2020-12
          {"$schema": "http://json-schema.org/draft-07/schema#"} | at /$schema names another dialect
          {"$ref": "https://a.example/x.json"}  | at /$ref refers to another document, and the gateway loads none
          {"items": {"$ref": "other.json#/a"}}  | at /items/$ref refers to another document
          {"$ref": "file:///etc/passwd"}        | at /$ref refers to another document
          {"$ref": "#/$defs/a"}                 | at /$ref refers to a place where there is no schema
          {"$ref": "#none"}                     | at /$ref refers to a place where there is no schema
          {"$ref": "#"}                         | leads back to itself without going into the message
          {"allOf": [{"$ref": "#"}]}            | leads back to itself without going into the message
          {"if": {"not": {"$ref": "#"}}}        | leads back to itself without going into the message
          {"$dynamicAnchor": "a"}               | at /$dynamicAnchor is not supported: use $ref
          {"items": {"$dynamicRef": "#a"}}      | at /items/$dynamicRef is not supported: use $ref
          {"items": {"$id": "b"}}               | at /items/$id is supported at the top level only
          {"pattern": "(?=a)b"}                 | at /pattern is not a regular expression in RE2 syntax
          {"pattern": "(a)\\\\1"}               | at /pattern is not a regular expression in RE2 syntax
          {"pattern": "(a{900}){900}"}          | at /pattern is
          {"pattern": "["}                      | at /pattern is not a valid regex
          {"patternProperties": {"^(a+)+$": {}}} | is too complex for a pattern of names
          {"patternProperties": {"a*": {}}}     | is too complex for a pattern of names
          {"patternProperties": {"^a*a*$": {}}} | is too complex for a pattern of names
          {"maximum": 1e999}                    | at /maximum is a number out of range
          """)
  void whatCannotBeUsedIsRefusedWithItsPlace(String schema, String sentence) {
    refuses(schema, sentence);
  }

  @Test
  void itsSizeIsBounded() {
    refuses("{\"enum\": [" + "1,".repeat(5000) + "1]}", "has more than 5000 values");
    refuses("{\"items\":".repeat(65) + "{}" + "}".repeat(65), "is nested deeper than 64 levels");
    refuses("{\"pattern\": \"" + "a".repeat(1001) + "\"}", "at /pattern is too long");
    StringBuilder chain = new StringBuilder("{\"$ref\": \"#/$defs/a0\", \"$defs\": {");
    for (int i = 0; i < 40; i++) {
      chain.append("\"a%d\": {\"$ref\": \"#/$defs/a%d\"},".formatted(i, i + 1));
    }
    refuses(chain + "\"a40\": {}}}", "applies more than 32 schemas inside each other");
  }

  @Test
  void aFileThatCannotBeReadIsNamedByItsProblem() throws IOException {
    assertThatThrownBy(() -> MessageSchema.read(dir.resolve("none").toString()))
        .hasMessage("does not exist");
    assertThatThrownBy(() -> MessageSchema.read(dir.toString())).hasMessage("is not a file");
    assertThatThrownBy(() -> MessageSchema.read("a\0b")).hasMessage("is not a valid file name");
    Path large = dir.resolve("large.json");
    Files.writeString(large, " ".repeat(MessageSchema.MAX_BYTES + 1));
    assertThatThrownBy(() -> MessageSchema.read(large.toString()))
        .hasMessage("is over 262144 bytes");
    Path binary = dir.resolve("binary.json");
    Files.write(binary, new byte[] {'"', (byte) 0xff, '"'});
    assertThatThrownBy(() -> MessageSchema.read(binary.toString()))
        .hasMessage("is not JSON: it is not UTF-8 at byte 1");
  }

  @Test
  void annotationsAndNamesOfOnesOwnAreIgnored() throws Exception {
    SchemaCheck check =
        MessageSchema.of(
                """
                {"$id": "https://a.example/price.json", "title": "t", "description": "d",
                 "examples": [{"$ref": "https://a.example"}], "x-owner": {"type": 5},
                 "$comment": "c", "deprecated": true, "format": "int32", "default": 1}
                """
                    .getBytes(UTF_8))
            .check();
    assertThat(check.check("\"anything\"".getBytes(UTF_8))).isNull();
  }
}
