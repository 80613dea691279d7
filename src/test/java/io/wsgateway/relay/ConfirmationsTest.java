package io.wsgateway.relay;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class ConfirmationsTest {
  private final Confirmations confirmations = new Confirmations();
  private final List<Long> done = new ArrayList<>();

  private void await(long number) {
    confirmations.await(number, () -> done.add(number));
  }

  @Test
  void whoWaitsIsReleasedByAConfirmationOfHisEnvelopeOrALaterOne() {
    await(1);
    await(2);
    await(4);
    confirmations.confirmed(1);
    assertThat(done).containsExactly(1L);
    confirmations.confirmed(3);
    assertThat(done).containsExactly(1L, 2L);
    confirmations.confirmed(2);
    assertThat(done).containsExactly(1L, 2L);
    confirmations.confirmed(4);
    assertThat(done).containsExactly(1L, 2L, 4L);
  }

  @Test
  void aPeerIsLateWhenAWholeBeatPassedWithoutItsConfirmation() {
    assertThat(confirmations.heartbeat(0)).isFalse();
    await(1);
    assertThat(confirmations.heartbeat(1)).isFalse();
    await(2);
    assertThat(confirmations.heartbeat(2)).isTrue();
    assertThat(done).containsExactly(1L, 2L);
    assertThat(confirmations.heartbeat(2)).isFalse();
  }

  @Test
  void aPeerThatConfirmsInTimeIsNeverLate() {
    for (long number = 1; number < 100; number++) {
      await(number);
      assertThat(confirmations.heartbeat(number)).isFalse();
      confirmations.confirmed(number);
    }
  }

  @Test
  void nobodyWaitsForALatePeerUntilItHasCaughtUp() {
    await(1);
    await(2);
    confirmations.heartbeat(2);
    confirmations.heartbeat(2);
    done.clear();

    await(3);
    assertThat(done).containsExactly(3L);
    confirmations.confirmed(1);
    await(4);
    assertThat(done).containsExactly(3L, 4L);
    confirmations.confirmed(2);
    await(5);
    assertThat(done).containsExactly(3L, 4L);
    confirmations.confirmed(5);
    assertThat(done).containsExactly(3L, 4L, 5L);
  }

  @Test
  void nobodyWaitsForAPeerThatIsGone() {
    await(1);
    confirmations.end();
    assertThat(done).containsExactly(1L);
  }
}
