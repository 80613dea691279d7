package io.wsgateway.connection;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** The text of a close frame always fits into one. */
final class CloseReasonTest {
  private static final int POLICY = CloseCode.POLICY.code();

  @Test
  void whatFitsStaysAsItIs() {
    String most = "r".repeat(CloseReason.MAX_BYTES);
    assertThat(CloseReason.of(POLICY, most)).isEqualTo(most);
    assertThat(CloseReason.of(POLICY, "")).isEmpty();
  }

  @Test
  void aLongReasonIsCutToWhatAControlFrameHolds() {
    assertThat(CloseReason.of(POLICY, "r".repeat(500)))
        .isEqualTo("r".repeat(CloseReason.MAX_BYTES));
  }

  @Test
  void aCharacterIsNotCutInHalf() {
    for (String character : List.of("ü", "€", "😀")) {
      for (int before = 0; before < 4; before++) {
        String reason = CloseReason.of(POLICY, "r".repeat(before) + character.repeat(200));
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
    for (CloseCode code :
        List.of(CloseCode.TRY_LATER, CloseCode.SERVICE_RESTART, CloseCode.MISSED_MESSAGES)) {
      String reason = CloseReason.of(code.code(), "r".repeat(500));
      assertThat(reason).matches("r{50,} retry-ms=\\d+");
      assertThat(reason.getBytes(UTF_8)).hasSize(CloseReason.MAX_BYTES);
    }
  }

  @Test
  void aReasonThatHasADelayGetsNoOther() {
    assertThat(CloseReason.of(CloseCode.SERVICE_RESTART.code(), "restart retry-ms=7"))
        .isEqualTo("restart retry-ms=7");
  }
}
