package io.wsgateway.server.admission;

import static org.assertj.core.api.Assertions.assertThat;

import io.wsgateway.auth.ConnectDecision;
import io.wsgateway.auth.ConnectDecision.Denied;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HookRefusalsTest {
  @ParameterizedTest
  @CsvSource({
    ConnectDecision.NO_CODE + ",'',denied it",
    "4321,'',denied it with 4321",
    "4321,go away,denied it with 4321: go away",
    ConnectDecision.NO_CODE + ",'two\nlines','denied it: two\\u000alines'"
  })
  void theLineSaysWhatTheBackendGave(int code, String reason, String end) {
    Refusal line = HookRefusals.denied(PathPattern.parse("/ws"), new Denied(code, reason));
    assertThat(line.sentence())
        .isEqualTo("refused a client of /ws: the backend at hooks.connect.url " + end);
  }
}
