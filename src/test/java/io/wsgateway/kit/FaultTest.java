package io.wsgateway.kit;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class FaultTest {
  @Test
  void failsWithoutAnySign() {
    assertThatThrownBy(() -> new Fault("kill").assertShown())
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("void");
  }

  @Test
  void failsWhenOneSignStaysWhereItWas() {
    AtomicLong reconnects = new AtomicLong(7);
    AtomicLong retries = new AtomicLong();
    Fault fault =
        new Fault("kill -9")
            .shownBy("reconnects", reconnects::get)
            .shownBy("retries", retries::get);
    retries.incrementAndGet();
    assertThatThrownBy(fault::assertShown)
        .hasMessage("void: kill -9 did not show: reconnects stayed at 7");
  }

  @Test
  void holdsWhenEverySignRose() {
    AtomicLong reconnects = new AtomicLong(7);
    Fault fault = new Fault("kill -9").shownBy("reconnects", reconnects::get);
    reconnects.incrementAndGet();
    fault.assertShown();
  }
}
