package io.wsgateway.kit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.wsgateway.kit.Misses.Heard;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** Four publications, answered at 10, 20, 30 and 40. */
final class MissesTest {
  private final Replies replies =
      new Replies(
          LongStream.rangeClosed(1, 4)
              .mapToObj(i -> new Reply(new Mark("p", i), 10 * i - 1, 10 * i, 200, 0))
              .toList());

  private Misses heard(List<Disconnect> ends, long... numbers) {
    List<Mark> marks = LongStream.of(numbers).mapToObj(i -> new Mark("p", i)).toList();
    return Misses.of(replies, new Heard("client", marks, ends));
  }

  private static List<Disconnect> ended(long nanos, int code, String reason) {
    return List.of(new Disconnect(1, nanos, code, reason));
  }

  @Test
  void whoHeardAllMissedNothing() {
    Misses misses = heard(List.of(), 1, 2, 3, 4);
    assertThat(misses.count()).isZero();
    misses.assertTold();
  }

  @Test
  void whatWasRefusedOrAnsweredAfterTheEndIsNotMissed() {
    Replies refused = new Replies(List.of(new Reply(new Mark("p", 1), 9, 10, 503, 0)));
    assertThat(Misses.of(refused, new Heard("client", List.of(), List.of())).count()).isZero();
    assertThat(heard(ended(25, 1000, ""), 1, 2).count()).isZero();
  }

  @Test
  void whoMissesAndStaysWasNotTold() {
    Misses misses = heard(List.of(), 1, 2);
    assertThat(misses.count()).isEqualTo(2);
    assertThatThrownBy(misses::assertTold)
        .hasMessage("missed silently:\n  client missed 2 from p#3 on, and stays");
  }

  @Test
  void aGapAndARestartThatSaysWhenToReturnTell() {
    heard(ended(50, 4010, "gap"), 1, 2).assertTold();
    heard(ended(50, 1012, "restart retry-ms=5"), 1, 2).assertTold();
  }

  @Test
  void anotherEndDoesNotTell() {
    assertThatThrownBy(heard(ended(50, 1012, "restart"), 1, 2)::assertTold)
        .hasMessageContaining("and ended with");
    assertThatThrownBy(heard(ended(50, 1006, ""), 1, 2)::assertTold)
        .hasMessageContaining("and ended with");
  }

  @Test
  void whoHearsMoreAfterwardsIsToldTooLate() {
    assertThatThrownBy(heard(ended(50, 4010, "gap"), 1, 3, 4)::assertTold)
        .hasMessageContaining("heard p#3 after it had missed #2");
  }
}
