package io.wsgateway.poll;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.wsgateway.connection.MessageBatch;
import io.wsgateway.connection.WireMessage;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Messages as elements of a JSON array. */
final class PollFramingTest {
  private static String elements(WireMessage... messages) {
    return new String(
        PollFraming.elements(new MessageBatch(new ArrayList<>(List.of(messages)))), UTF_8);
  }

  @Test
  void eachKindHasItsForm() {
    assertThat(elements(WireMessage.text("a \"b\"\n\u0000é😀"), WireMessage.json("{\"a\": 1.0}")))
        .isEqualTo("\"a \\\"b\\\"\\n\\u0000é😀\",{\"a\": 1.0}");
    assertThat(elements(WireMessage.binary(new byte[] {0, -1}), WireMessage.text("")))
        .isEqualTo("{\"base64\":\"AP8=\"},\"\"");
    assertThat(elements(WireMessage.text("{}"))).isEqualTo("\"{}\"");
  }

  @Test
  void aBatchIsEncodedOnce() {
    MessageBatch batch = new MessageBatch(List.of(WireMessage.text("a")));
    assertThat(PollFraming.elements(batch)).isSameAs(PollFraming.elements(batch));
  }

  @Test
  void anyMessagesComeBack() {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    for (int i = 0; i < 2000; i++) {
      PollPages pages = new PollPages();
      List<Object> expected = new ArrayList<>();
      for (int n = random.nextInt(5); n >= 0; n--) {
        byte[] bytes = new byte[random.nextInt(20)];
        random.nextBytes(bytes);
        String text = new String(bytes, UTF_8);
        boolean binary = random.nextBoolean();
        pages.add(
            PollFraming.elements(
                new MessageBatch(
                    List.of(binary ? WireMessage.binary(bytes) : WireMessage.text(text)))));
        expected.add(
            binary
                ? new JsonObject().put("base64", Base64.getEncoder().encodeToString(bytes))
                : text);
      }
      assertThat(new JsonArray(pages.array()))
          .as("seed " + seed)
          .isEqualTo(new JsonArray(expected));
      assertThat(pages.bytes()).isEqualTo(pages.array().length());
    }
    assertThat(new PollPages().array().toString()).isEqualTo("[]");
  }
}
