package io.wsgateway.channel;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;

class LogTextTest {
  @Test
  void linesAnsiCodesAndDirectionMarksAreWrittenOut() {
    assertThat(LogText.escape("a\r\nb\u001b[31m\u202ec\u0000", 100))
        .isEqualTo("a\\u000d\\u000ab\\u001b[31m\\u202ec\\u0000");
  }

  @Test
  void ordinaryTextStaysAsItIs() {
    assertThat(LogText.escape("grüße, 世界 🎉 \"x\"", 100)).isEqualTo("grüße, 世界 🎉 \"x\"");
  }

  @Test
  void nothingCanPretendToBeAnEscape() {
    assertThat(LogText.escape("\\u000a", 100)).isEqualTo("\\\\u000a");
  }

  @Test
  void longTextIsCut() {
    assertThat(LogText.escape("abcdef", 3)).isEqualTo("abc...");
    assertThat(LogText.escape("ab🎉", 3)).isEqualTo("ab\\ud83c...");
  }

  @Test
  void randomTextNeverBreaksALine() {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    for (int i = 0; i < 2000; i++) {
      StringBuilder text = new StringBuilder();
      for (int n = random.nextInt(40); n > 0; n--) {
        text.append((char) (random.nextBoolean() ? random.nextInt(65536) : random.nextInt(256)));
      }
      assertThat(LogText.escape(text.toString(), 30).codePoints())
          .as("seed %d", seed)
          .noneMatch(Character::isISOControl)
          .noneMatch(c -> Character.getType(c) == Character.FORMAT)
          .noneMatch(c -> Character.getType(c) == Character.LINE_SEPARATOR);
    }
  }
}
