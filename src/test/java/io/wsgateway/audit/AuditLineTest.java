package io.wsgateway.audit;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class AuditLineTest {
  private static AuditLine line() {
    return new AuditLine(Instant.parse("2026-11-27T10:00:00.5Z"));
  }

  private static String text(AuditLine line) {
    return new String(line.bytes(), UTF_8);
  }

  @Test
  void aLineIsOneObject() {
    assertThat(
            text(
                line()
                    .text("key", "orders")
                    .channel("channel", "chat:1")
                    .channels("channels", List.of("a", "b"))
                    .number("count", 2)))
        .isEqualTo(
            "{\"time\":\"2026-11-27T10:00:00.500Z\",\"event\":\"api.audit\",\"key\":\"orders\","
                + "\"channel\":\"chat:1\",\"channels\":[\"a\",\"b\"],\"count\":2}\n");
  }

  @Test
  void nothingEndsALineOrMovesACursor() {
    String hostile = "a\"},{\"outcome\":\"ok\n\r\u001b[2J\u202e\u007f\\";
    String line = text(line().text("user", hostile));
    assertThat(line.substring(0, line.length() - 1))
        .doesNotContain("\n", "\r", "\u001b", "\u202e", "\u007f");
    assertThat(new JsonObject(line).getString("user")).isEqualTo(hostile);
  }

  @Test
  void theLongestNameOfAChannelIsWhole() {
    String name = "c".repeat(1024);
    assertThat(new JsonObject(text(line().channel("channel", name))).getString("channel"))
        .isEqualTo(name);
  }

  @Test
  void aListShowsWhatHasRoom() {
    List<String> names = IntStream.range(0, 10_000).mapToObj(i -> "room:" + i).toList();
    byte[] line = line().channels("channels", names).number("count", names.size()).bytes();
    assertThat(line).hasSizeLessThanOrEqualTo(AuditLine.MAX_BYTES);
    List<?> shown = new JsonObject(new String(line, UTF_8)).getJsonArray("channels").getList();
    assertThat(shown).hasSizeBetween(400, 1000);
    assertThat(names.subList(0, shown.size())).isEqualTo(shown);
  }

  /** Random text in every field, also halves of pairs. */
  @Test
  void noLineIsTooLongAndEachIsJson() {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    for (int i = 0; i < 300; i++) {
      int range = 1 << (1 + random.nextInt(16));
      String text = random(random, range, random.nextInt(3000));
      List<AuditLine> lines =
          List.of(
              line().text("client", text).text("user", text).text("key", text),
              line().channel("channel", text),
              line().channels("channels", Collections.nCopies(1 + random.nextInt(300), text)));
      for (AuditLine line : lines) {
        line.text("key", text).text("method", text).text("outcome", text).text("remote", text);
        byte[] bytes = line.number("unsaid", Long.MIN_VALUE).bytes();
        assertThat(bytes.length).as("seed %d", seed).isLessThanOrEqualTo(AuditLine.MAX_BYTES);
        String json = new String(bytes, UTF_8);
        assertThat(json.indexOf('\n')).as("seed %d", seed).isEqualTo(json.length() - 1);
        assertThat(new JsonObject(json).getString("event")).isEqualTo("api.audit");
      }
    }
  }

  private static String random(Random random, int range, int length) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < length; i++) {
      text.append((char) random.nextInt(range));
    }
    return text.toString();
  }
}
