package io.wsgateway.channel;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonValueTest {
  private static JsonValue read(String json) throws JsonProblem {
    return JsonValue.read(json.getBytes(UTF_8));
  }

  @Test
  void valuesKeepTheirKind() throws JsonProblem {
    assertThat(read("{\"a\": [1, 2.5, \"x\", true, null]}").value())
        .isEqualTo(Map.of("a", Arrays.asList(1, 2.5, "x", true, null)));
    assertThat(read("9999999999").value()).isEqualTo(9_999_999_999L);
    assertThat(read("99999999999999999999").value())
        .isEqualTo(new BigInteger("99999999999999999999"));
    assertThat(read("1e999999999").value()).isEqualTo(Double.POSITIVE_INFINITY);
    assertThat(read("\"\\ud800\"").value()).isEqualTo("\ud800");
  }

  @Test
  void theDepthIsThatOfTheInnermostValue() throws JsonProblem {
    assertThat(read("1").depth()).isZero();
    assertThat(read("[]").depth()).isEqualTo(1);
    assertThat(read("{\"a\": [[]], \"b\": {}}").depth()).isEqualTo(3);
    assertThat(read("[".repeat(200) + "]".repeat(200)).depth()).isEqualTo(200);
  }

  @Test
  void theOrderOfNamesIsKept() throws JsonProblem {
    assertThat(((Map<?, ?>) read("{\"b\":1,\"a\":2}").value()).keySet().toArray())
        .isEqualTo(List.of("b", "a").toArray());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "1 2",
        "{\"a\":1,\"a\":2}",
        "[1,]",
        "NaN",
        "[",
        "\uFEFF1",
        "[1]x",
        "\"\\x\"",
        "\"a",
        "[\"\\ud8\"]"
      })
  void whatJsonTextRefusesIsRefused(String json) {
    assertThat(JsonText.problem(json.getBytes(UTF_8))).isPresent();
    assertThatThrownBy(() -> read(json))
        .isInstanceOf(JsonProblem.class)
        .hasMessageNotContaining("cannot be read");
  }

  @Test
  void deepNestingIsRefusedBeforeItTakesTheStack() {
    assertThatThrownBy(() -> read("[".repeat(100_000))).hasMessageContaining("deeper than 256");
  }
}
