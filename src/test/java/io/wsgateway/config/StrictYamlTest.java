package io.wsgateway.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class StrictYamlTest {
  @ParameterizedTest
  @ValueSource(strings = {"", "\n", "# a comment\n", "---\n", "null", "\uFEFF# marked"})
  void aTextWithoutContentIsEmpty(String text) {
    assertThat(StrictYaml.document(text)).isEqualTo(new JsonObject());
  }

  @ParameterizedTest
  @ValueSource(strings = {"no", "0123", "1e3", "2026-01-01", "1:30", "0x10", "true", "1_000"})
  void aScalarIsTheTextThatIsWritten(String text) {
    assertThat(StrictYaml.document("a: " + text).getValue("a")).isEqualTo(text);
  }

  @Test
  void onlyABareNullIsNone() {
    JsonObject document = StrictYaml.document("{a: null, b: ~, c: , d: 'null', e: ''}");
    assertThat(document.getMap())
        .containsEntry("a", null)
        .containsEntry("b", null)
        .containsEntry("c", null)
        .containsEntry("d", "null")
        .containsEntry("e", "");
  }

  @Test
  void keysInFullGoIntoTheirGroups() {
    assertThat(StrictYaml.document("a.b.c: 1\na: {d: 2}\n'e.': 3\nf: {g.h: 4}"))
        .isEqualTo(StrictYaml.document("a: {b: {c: 1}, d: 2}\n'e.': 3\nf: {g.h: 4}"))
        .isEqualTo(
            new JsonObject()
                .put("a", new JsonObject().put("d", "2").put("b", new JsonObject().put("c", "1")))
                .put("e.", "3")
                .put("f", new JsonObject().put("g.h", "4")));
  }

  @Test
  void anchorsMayBeUsed() {
    assertThat(StrictYaml.document("a: &x {b: c}\nd: *x").getJsonObject("d"))
        .isEqualTo(new JsonObject().put("b", "c"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          a: 1\\na: 2                  | has the key "a" twice (line 2, column 1): leave one, which may hold
          a:\\n  b: 1\\n  b: 2         | has the key "b" twice (line 3, column 3)
          a:\\n\\tb: 1                 | is not valid YAML: a tab where only spaces may stand (line 2
          a: [1                        | is not valid YAML: expected ',' or ']'
          a: b: c                      | is not valid YAML: mapping values are not allowed here: a text that
          a:\\n  b: 1\\n c: 2         | is not valid YAML: the line is indented otherwise than those above it (line 3
          - a                          | must be a map of keys
          text                         | must be a map of keys
          a: *b                        | is not valid YAML: a text that begins with * must be quoted
          a: 1\\n---\\nb: 2            | is not valid YAML: but found another document (line 2
          [a]: b                       | has a key that is not a text (line 1, column 1)
          ? [a]\\n: b                  | has a key that is not a text (line 1, column 3)
          a.b: 1\\na: {b: 2}          | gives "a.b" twice, in its group and in full (line 2): leave one
          a: 1\\na.b: 2               | gives "a.b" twice, in its group and in full (line 2): leave one
          a: &x [*x]                   | is too large, or has an alias that holds itself
          """)
  void whatIsWrongIsOneSentence(String text, String sentence) {
    assertThatExceptionOfType(YamlProblem.class)
        .isThrownBy(() -> StrictYaml.document(text.replace("\\n", "\n").replace("\\t", "\t")))
        .withMessageStartingWith(sentence)
        .matches(problem -> !problem.sentence().contains("\n"));
  }

  @Test
  void depthAndCharactersAreBounded() {
    assertThatExceptionOfType(YamlProblem.class)
        .isThrownBy(() -> StrictYaml.document("a: " + "[".repeat(500) + "]".repeat(500)));
    assertThatExceptionOfType(YamlProblem.class)
        .isThrownBy(() -> StrictYaml.document("a: 1\nb: \u0000"))
        .withMessage("holds a character that YAML does not allow (line 2)");
  }
}
