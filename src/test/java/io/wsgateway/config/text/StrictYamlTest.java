package io.wsgateway.config.text;

import static java.nio.charset.StandardCharsets.UTF_16LE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.entry;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class StrictYamlTest {
  @ParameterizedTest
  @ValueSource(strings = {"", "\n", "# a comment\n", "---\n", "null", "\uFEFF# marked"})
  void aTextWithoutContentIsEmpty(String text) {
    assertThat(ConfigText.document(text)).isEqualTo(new JsonObject());
  }

  @ParameterizedTest
  @ValueSource(strings = {"no", "0123", "1e3", "2026-01-01", "1:30", "0x10", "true", "1_000"})
  void aScalarIsTheTextThatIsWritten(String text) {
    assertThat(ConfigText.document("a: " + text).getValue("a")).isEqualTo(text);
  }

  @Test
  void onlyABareNullIsNone() {
    JsonObject document = ConfigText.document("{a: null, b: ~, c: , d: 'null', e: ''}");
    assertThat(document.getMap())
        .containsEntry("a", null)
        .containsEntry("b", null)
        .containsEntry("c", null)
        .containsEntry("d", "null")
        .containsEntry("e", "");
  }

  @Test
  void keysInFullGoIntoTheirGroups() {
    assertThat(ConfigText.document("a.b.c: 1\na: {d: 2}\n'e.': 3\nf: {g.h: 4}"))
        .isEqualTo(ConfigText.document("a: {b: {c: 1}, d: 2}\n'e.': 3\nf: {g.h: 4}"))
        .isEqualTo(
            new JsonObject()
                .put("a", new JsonObject().put("d", "2").put("b", new JsonObject().put("c", "1")))
                .put("e.", "3")
                .put("f", new JsonObject().put("g.h", "4")));
  }

  @Test
  void anchorsMayBeUsed() {
    assertThat(ConfigText.document("a: &x {b: c}\nd: *x").getJsonObject("d"))
        .isEqualTo(new JsonObject().put("b", "c"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          a: 1\\na: 2                  | has the key "a" twice (line 2, column 1): merge the two into one
          a:\\n  b: 1\\n  b: 2         | has the key "b" twice (line 3, column 3)
          a:\\n\\tb: 1                 | is not valid YAML: it has a tab where only spaces are allowed (line 2
          a: [1                        | is not valid YAML: expected ',' or ']'
          a: b: c                      | is not valid YAML: mapping values are not allowed here: a text that
          a:\\n  b: 1\\n c: 2         | is not valid YAML: the indentation of the line does not match the lines above it (line 3
          - a                          | must be a map of keys
          text                         | must be a map of keys
          a: *b                        | is not valid YAML: a text that begins with * must be quoted
          a: 1\\n---\\nb: 2            | contains more than one document: remove all except one (line 2, column 1)
          [a]: b                       | has a key that is not a text (line 1, column 1)
          ? [a]\\n: b                  | has a key that is not a text (line 1, column 3)
          a.b: 1\\na: {b: 2}          | sets "a.b" twice, in its group and by its full name (line 2): remove one
          a: 1\\na.b: 2               | sets "a.b" twice, in its group and by its full name (line 2): remove one
          a: [*]                       | is not valid YAML: a text that begins with * must be quoted (line 1
          a: *.example.com             | is not valid YAML: a text that begins with * must be quoted (line 1
          a: &                         | is not valid YAML: a text that begins with & must be quoted (line 1
          a: !ENV X                    | has a tag that is not a standard YAML tag, such as !ENV or !vault (line 1, column 4): the
          a:\\n- !vault x              | has a tag that is not a standard YAML tag, such as !ENV or !vault (line 2, column 3): the
          a: !!binary aGk=             | has a tag that is not a standard YAML tag
          a: !!set {b}                 | has a tag that is not a standard YAML tag
          a: !!java.net.URL [b]        | has a tag that is not a standard YAML tag
          a: !Ref {b: c}               | has a tag that is not a standard YAML tag
          a: !<x> b                    | has a tag that is not a standard YAML tag
          !x a: b                      | has a key that is not a text (line 1, column 1)
          !x {a: b}                    | has a tag that is not a standard YAML tag
          a: 1\\n---\\n- b             | contains more than one document: remove all except one (line 2
          {"a": 1}\\n{"a": 2}          | contains more than one document: remove all except one (line 2, column 1)
          {"a": 1}{"a": 2}             | contains more than one document: remove all except one (line 1, column 9)
          {"a": 1, "a": 2}             | has the key "a" twice (line 1, column 10): merge the two into one
          {"a": {"b": 1,\\n "b": 2}}   | has the key "b" twice (line 2, column 2): merge the two
          {\\n\\t"a": 1,\\n\\t"b": 2,\\n} | is not valid JSON (line 4, column 1)
          {\\n\\t"a": {"b": 1\\n       | is not valid JSON (line 3
          {a: 1, b: [2}                | is not valid YAML: expected ',' or ']'
          {a: 1, a: 2}                 | has the key "a" twice (line 1, column 8): merge the two
          ["a"]                        | must be a map of keys
          a: "\\/"                     | is not valid YAML: found unknown escape character /(47): double every
          a: {<<: 1}                   | has a merge key << whose value is not a map (line 1, column 9)
          a: &x {b: 1}\\nc: {<<: *x, <<: *x} | has the key "<<" twice (line 2
          a: &x {b: 1}\\nc: {<<: [*x, 1]} | has a merge key << whose value is not a map (line 2
          a: &x [*x]                   | is nested deeper than 50 levels, or has an alias that contains itself (line 1
          """)
  void whatIsWrongIsOneSentence(String text, String sentence) {
    assertThatExceptionOfType(YamlProblem.class)
        .isThrownBy(() -> ConfigText.document(text.replace("\\n", "\n").replace("\\t", "\t")))
        .withMessageStartingWith(sentence)
        .matches(problem -> !problem.sentence().contains("\n"));
  }

  /** As other tools write it, which YAML does not allow. */
  @Test
  void jsonIsReadAsJson() {
    String json =
        "\uFEFF \n{\n\t\"a\": \"\\/b\\/\\u00fc\",\n\t\"c\": [1, -2.50, 1e3, true, null, [], {}],\r\n\t\"d.e\": \"null\"}\n";
    assertThat(ConfigText.document(json))
        .isEqualTo(
            new JsonObject()
                .put("a", "/b/ü")
                .put(
                    "c",
                    new JsonArray()
                        .add("1")
                        .add("-2.50")
                        .add("1e3")
                        .add("true")
                        .addNull()
                        .add(new JsonArray())
                        .add(new JsonObject()))
                .put("d", new JsonObject().put("e", "null")));
    assertThat(ConfigText.read(json).lines())
        .contains(entry("a", 3), entry("c", 4), entry("c[6]", 4), entry("d.e", 5));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{a: b, c: [d, e]}",
        "{\"a\": b, 'c': [\"d\", e,]} # YAML",
        "{\n  \"a\": \"b\",\n  # not JSON\n  \"c\": [\"d\", \"e\"]\n}\n...\n"
      })
  void whatOnlyBeginsLikeJsonIsReadAsYaml(String yaml) {
    assertThat(ConfigText.document(yaml))
        .isEqualTo(new JsonObject().put("a", "b").put("c", new JsonArray().add("d").add("e")));
  }

  @Test
  void mergeKeysAddWhatAMapDoesNotHave() {
    JsonObject merged =
        ConfigText.document(
            """
            x: &x {a: 1, b: 2, c: {d: 3}}
            y: &y {a: 4, e: 5}
            one: {<<: *x, b: 6, c: }
            all: {b: 7, <<: [*y, *x]}
            text: {"<<": 8}
            """);
    assertThat(merged.getJsonObject("one"))
        .isEqualTo(new JsonObject().put("a", "1").put("b", "6").putNull("c"));
    assertThat(merged.getJsonObject("all"))
        .isEqualTo(
            new JsonObject()
                .put("b", "7")
                .put("a", "4")
                .put("e", "5")
                .put("c", new JsonObject().put("d", "3")));
    assertThat(merged.getJsonObject("text")).isEqualTo(new JsonObject().put("<<", "8"));
  }

  @Test
  void tagsOfYamlItselfSayNothingNew() {
    assertThat(ConfigText.document("{a: !!str 1, b: !!int \"2\", c: !!map {}, d: ! e}"))
        .isEqualTo(
            new JsonObject().put("a", "1").put("b", "2").put("c", new JsonObject()).put("d", "e"));
  }

  @Test
  void anAliasMayBeUsedOften() {
    JsonObject document = ConfigText.document("a: &x {b: c}\nd: [" + "*x, ".repeat(999) + "*x]");
    assertThat(document.getJsonArray("d").size()).isEqualTo(1000);
  }

  @Test
  void sizesAreBoundedByTheirOwnSentences() {
    String deep = "[".repeat(60) + "]".repeat(60);
    String many = "1,".repeat(100_001) + "1";
    List.of("{\"a\": " + deep + "}", "{\"a\": " + "[".repeat(9_000))
        .forEach(
            text ->
                assertThatExceptionOfType(YamlProblem.class)
                    .isThrownBy(() -> ConfigText.document(text))
                    .withMessageContaining("deeper than 50 levels"));
    List.of("{\"a\": [" + many + "]}", "a: [" + many + "]")
        .forEach(
            text ->
                assertThatExceptionOfType(YamlProblem.class)
                    .isThrownBy(() -> ConfigText.document(text))
                    .withMessageContaining("has more than 100000 values"));
    String long1 = "{\"" + "n".repeat(60_000) + "\": " + "1".repeat(2_000) + "}";
    assertThat(ConfigText.document(long1).size()).isEqualTo(1);
  }

  @Test
  void bytesAreUtf8AndAtMostThreeMegabytes() {
    assertThat(ConfigText.decode(new byte[ConfigText.MAX_BYTES])).hasSize(3_145_728);
    assertThatExceptionOfType(YamlProblem.class)
        .isThrownBy(() -> ConfigText.decode(new byte[ConfigText.MAX_BYTES + 1]))
        .withMessage("is larger than 3145728 bytes, which is the limit");
    assertThatExceptionOfType(YamlProblem.class)
        .isThrownBy(() -> ConfigText.decode("\uFEFFa: b".getBytes(UTF_16LE)))
        .withMessage("is not UTF-8 text but UTF-16: save it as UTF-8");
  }

  @Test
  void depthAndCharactersAreBounded() {
    assertThatExceptionOfType(YamlProblem.class)
        .isThrownBy(() -> ConfigText.document("a: " + "[".repeat(500) + "]".repeat(500)));
    assertThatExceptionOfType(YamlProblem.class)
        .isThrownBy(() -> ConfigText.document("a: 1\nb: \u0000"))
        .withMessage("contains a character that YAML does not allow (line 2)");
  }
}
