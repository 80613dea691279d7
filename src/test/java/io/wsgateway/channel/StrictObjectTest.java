package io.wsgateway.channel;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.wsgateway.channel.StrictObject.Other;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class StrictObjectTest {
  private static StrictObject read(String json) throws JsonProblem {
    return StrictObject.read(json.getBytes(UTF_8), 3);
  }

  @Test
  void valuesHaveTheirTypesAndTheirTexts() throws JsonProblem {
    StrictObject object =
        read(
            " {\"t\" : \"\\u00e9\\ud83d\\ude00\" , \"n\":-7,\"f\":7.0,\"z\":null,\"o\":{\"a\": [true]}}\n");
    assertThat(object.values())
        .containsExactly(
            Map.entry("t", "é😀"),
            Map.entry("n", -7L),
            Map.entry("f", Other.NUMBER),
            Map.entry("z", Other.NULL),
            Map.entry("o", Map.of("a", List.of(true))));
    assertThat(object.text("t")).isEqualTo("\"\\u00e9\\ud83d\\ude00\"");
    assertThat(object.text("f")).isEqualTo("7.0");
    assertThat(object.text("o")).isEqualTo("{\"a\": [true]}");
    assertThat(object.text("x")).isNull();
    assertThat(read("{}").values()).isEmpty();
  }

  @Test
  void wholeNumbersBeyond64BitsAreOnlyNumbers() throws JsonProblem {
    assertThat(read("{\"a\":9223372036854775807}").values().get("a")).isEqualTo(Long.MAX_VALUE);
    assertThat(read("{\"a\":9223372036854775808}").values().get("a")).isEqualTo(Other.NUMBER);
    assertThat(read("{\"a\":1e2}").values().get("a")).isEqualTo(Other.NUMBER);
  }

  @Test
  void depthCountsTheObjectItself() throws JsonProblem {
    assertThat(read("{\"a\":[{}]}").values()).hasSize(1);
    assertThatThrownBy(() -> read("{\"a\":[{\"b\":[]}]}"))
        .hasMessage("is nested deeper than 3 levels");
  }

  @Test
  void bytesThatAreNotUtf8AreRefused() {
    byte[] latin = "{\"a\":\"é\"}".getBytes(ISO_8859_1);
    assertThatThrownBy(() -> StrictObject.read(latin, 3)).hasMessageContaining("is not UTF-8");
  }
}
