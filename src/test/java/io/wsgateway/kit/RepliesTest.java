package io.wsgateway.kit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

final class RepliesTest {
  private static final long MILLI = TimeUnit.MILLISECONDS.toNanos(1);

  /** The first is sent at 10 ms and takes 1 ms, the tenth at 100 ms and takes 10. */
  private final Replies ten =
      new Replies(
          LongStream.rangeClosed(1, 10)
              .mapToObj(i -> reply(10 * i, i, 200, i > 8 ? "{\"unconfirmed\":1}" : "{}"))
              .toList());

  private static Reply reply(long sentMillis, long tookMillis, int status, String result) {
    Reply read = Reply.of(new Mark("p", sentMillis), 0, status, "{\"result\":" + result + "}");
    return new Reply(
        read.mark(),
        sentMillis * MILLI,
        (sentMillis + tookMillis) * MILLI,
        status,
        read.unconfirmed());
  }

  @Test
  void picksByWhenTheyWereSentAndAnswered() {
    assertThat(ten.within(20 * MILLI, 44 * MILLI).size()).isEqualTo(3);
    assertThat(ten.within(20 * MILLI, 43 * MILLI).size()).isEqualTo(2);
    assertThat(ten.across(42 * MILLI).all()).extracting(Reply::mark).containsOnly(mark(40));
    assertThat(ten.after(90 * MILLI).all()).extracting(Reply::mark).containsOnly(mark(100));
  }

  private static Mark mark(long number) {
    return new Mark("p", number);
  }

  @Test
  void tellsHowLongTheyTook() {
    assertThat(ten.p90Millis()).isEqualTo(9);
    assertThat(ten.slowestMillis()).isEqualTo(10);
    assertThat(new Replies(List.of()).p90Millis()).isZero();
  }

  @Test
  void readsWhatIsUnconfirmed() {
    assertThat(ten.unconfirmedShare()).isEqualTo(0.2);
    assertThat(Reply.of(mark(1), 0, 503, "not JSON").unconfirmed()).isZero();
    assertThat(Reply.of(mark(1), 0, 200, "").unconfirmed()).isZero();
  }
}
