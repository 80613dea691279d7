package io.wsgateway.protocol.raw;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.wsgateway.connection.End;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The text of a close frame always fits into one. */
final class CloseReasonTest {
  @Test
  void whatFitsStaysAsItIs() {
    String most = "r".repeat(CloseReason.MAX_BYTES);
    assertThat(of(most)).isEqualTo(most);
    assertThat(of("")).isEmpty();
  }

  @Test
  void aLongReasonIsCutToWhatAControlFrameHolds() {
    assertThat(of("r".repeat(500))).isEqualTo("r".repeat(CloseReason.MAX_BYTES));
  }

  @Test
  void aCharacterIsNotCutInHalf() {
    for (String character : List.of("ü", "€", "😀")) {
      for (int before = 0; before < 4; before++) {
        String reason = of("r".repeat(before) + character.repeat(200));
        int length = reason.getBytes(UTF_8).length;
        assertThat(length)
            .isLessThanOrEqualTo(CloseReason.MAX_BYTES)
            .isGreaterThan(CloseReason.MAX_BYTES - character.getBytes(UTF_8).length);
        assertThat("r".repeat(before) + character.repeat(200)).startsWith(reason);
      }
    }
  }

  @Test
  void aLongReasonLeavesRoomForTheDelay() {
    String reason = CloseReason.of("r".repeat(500), 4321);
    assertThat(reason).matches("r{50,} retry-ms=4321");
    assertThat(reason.getBytes(UTF_8)).hasSize(CloseReason.MAX_BYTES);
  }

  @Test
  void aDelayNeedsNoWords() {
    assertThat(CloseReason.of("", 7)).isEqualTo("retry-ms=7");
  }

  private static String of(String reason) {
    return CloseReason.of(reason, End.NO_DELAY);
  }
}
