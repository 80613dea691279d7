package io.wsgateway.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ConnectionSpreadTest {
  private static final long WINDOW = 20_000;

  @Test
  void fewAreClosedAtOnce() {
    ConnectionSpread few = new ConnectionSpread(100, WINDOW);

    assertThat(few.durationMillis()).isZero();
    assertThat(few.due(100, 0)).isEqualTo(100);
  }

  @Test
  void threeThousandAreGoneBeforeDockerKills() {
    ConnectionSpread some = new ConnectionSpread(3000, WINDOW);

    assertThat(some.durationMillis()).isLessThan(5000);
    assertThat(some.due(3000, some.durationMillis() / 2)).isEqualTo(1500);
  }

  @Test
  void manyTakeTheWholeWindowAtAnEvenPace() {
    ConnectionSpread many = new ConnectionSpread(100_000, WINDOW);

    assertThat(many.durationMillis()).isEqualTo(WINDOW);
    assertThat(many.due(100_000, 0)).isZero();
    assertThat(many.due(100_000, 5_000)).isEqualTo(25_000);
    assertThat(many.due(100_000, 20_000)).isEqualTo(100_000);
    assertThat(many.due(100_000, 99_000)).isEqualTo(100_000);
  }

  @Test
  void whoMissesMessagesMeanwhileIsClosedSoonAndTheFirstHundredAtOnce() {
    ConnectionSpread many = ConnectionSpread.hurried(100_000);

    assertThat(many.durationMillis()).isEqualTo(5000);
    assertThat(many.due(50_000, 0)).as("of one of two event loops").isEqualTo(50);
    assertThat(many.due(50_000, 2500)).isEqualTo(25_025);
    assertThat(many.due(50_000, 5000)).isEqualTo(50_000);
    assertThat(ConnectionSpread.hurried(60).due(60, 0)).isEqualTo(60);
    assertThat(ConnectionSpread.hurried(0).due(0, 0)).isZero();
  }

  @Test
  void largeNumbersDoNotOverflow() {
    ConnectionSpread huge = new ConnectionSpread(2_000_000, 3_600_000);

    assertThat(huge.due(2_000_000, 1_000_000)).isEqualTo(1_000_000);
  }

  /** A hurried stop is not paid for by the nodes that take the clients over. */
  @ParameterizedTest
  @CsvSource({
    "101,20,1000",
    "3000,20,1000",
    "20000,20,1000",
    "10000,2,1000",
    "20000,1,1000",
    "20000,0,1000",
    "100000,20,5000",
    "100000,5,5000"
  })
  void noMoreComeBackInASecondThanThis(int connections, int windowSeconds, int perSecond) {
    ConnectionSpread spread = new ConnectionSpread(connections, 1000L * windowSeconds);
    int[] arrivals = new int[60];
    for (int i = 0; i < connections; i++) {
      long closed = spread.durationMillis() * i / connections;
      // Even, like what is drawn, and the same in every run.
      double drawn = i * 0.6180339887 % 1;
      arrivals[(int) ((closed + (long) (drawn * spread.retrySpreadMillis())) / 1000)]++;
    }
    assertThat(IntStream.of(arrivals).max().orElseThrow())
        .isLessThanOrEqualTo(perSecond + perSecond / 20);
  }

  @Test
  void nobodyWaitsLongerThanThatNeeds() {
    assertThat(new ConnectionSpread(50, WINDOW).retrySpreadMillis()).isEqualTo(2000);
    assertThat(new ConnectionSpread(100_000, WINDOW).retrySpreadMillis()).isEqualTo(2000);
    assertThat(new ConnectionSpread(1_000_000, 1000).retrySpreadMillis()).isEqualTo(20_000);
  }

  @Test
  void clientsComeBackAtDifferentTimes() {
    ConnectionSpread spread = new ConnectionSpread(200, WINDOW);
    long distinct =
        LongStream.generate(spread::retryMillis)
            .limit(200)
            .peek(millis -> assertThat(millis).isBetween(100L, 2100L))
            .distinct()
            .count();

    assertThat(distinct).isGreaterThan(100);
  }
}
