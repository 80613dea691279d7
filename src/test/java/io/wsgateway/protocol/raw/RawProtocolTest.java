package io.wsgateway.protocol.raw;

import static org.assertj.core.api.Assertions.assertThat;

import io.wsgateway.config.DrainConfig.DrainCode;
import io.wsgateway.connection.CloseEvent;
import io.wsgateway.connection.End;
import io.wsgateway.connection.EndReason;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a connection's end becomes for a raw client. */
final class RawProtocolTest {
  private final RawProtocol protocol = new RawProtocol(DrainCode.SERVICE_RESTART);

  @ParameterizedTest
  @EnumSource(EndReason.class)
  void aCodeTellsWhatTheReasonSaysOfComingBack(EndReason reason) {
    assertThat(protocol.code(reason).comeBack()).isEqualTo(reason.comeBack());
  }

  @ParameterizedTest
  @EnumSource(EndReason.class)
  void aCodeAfterWhichManyComeBackHasADelay(EndReason reason) {
    CloseCode code = protocol.code(reason);
    String hint =
        switch (code) {
          case SERVICE_RESTART, TRY_LATER, MISSED_MESSAGES -> " retry-ms=\\d+";
          default -> "";
        };
    String usual = reason == EndReason.PAUSED ? "paused" : code.reason();
    assertThat(protocol.close(End.of(reason)).reason()).matches(usual + hint);
    assertThat(protocol.close(End.of(reason, "words")).reason()).matches("words" + hint);
  }

  @Test
  void whoeverDrainsChoosesTheDelay() {
    End end = new End(EndReason.DRAIN, "", 7);
    assertThat(protocol.close(end))
        .isEqualTo(new CloseEvent(1012, "service restart retry-ms=7", false));
    assertThat(new RawProtocol(DrainCode.GOING_AWAY).close(end))
        .isEqualTo(new CloseEvent(1001, "service restart retry-ms=7", false));
  }

  @Test
  void aCodeThatWasAskedForIsSentWithItsWordsAsTheyAre() {
    CloseEvent close = protocol.close(End.asked(4321, "x".repeat(123)));
    assertThat(close).isEqualTo(new CloseEvent(4321, "x".repeat(123), false));
    assertThat(protocol.closeLabel(close)).isEqualTo("other");
    assertThat(protocol.close(End.asked(1013, "later")).reason()).isEqualTo("later");
  }

  @Test
  void everyLabelIsOneOfTheTable() {
    for (EndReason reason : EndReason.values()) {
      CloseEvent close = protocol.close(End.of(reason));
      assertThat(protocol.closeLabels()).contains(protocol.closeLabel(close));
    }
  }
}
