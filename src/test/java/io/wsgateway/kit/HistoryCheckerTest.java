package io.wsgateway.kit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.wsgateway.kit.Finding.Kind;
import io.wsgateway.kit.HistoryChecker.Promise;
import io.wsgateway.kit.Sent.Outcome;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class HistoryCheckerTest {
  @Test
  void holdsWhenEveryoneReceivedEverythingOnceInOrder() {
    Verdict verdict =
        check(Promise.TOTAL_ORDER, sent("a", 3), marks("a#1 a#2 a#3"), marks("a#1 a#2 a#3"));
    verdict.assertHolds();
    assertThat(verdict.delivered()).isEqualTo(6);
    assertThat(verdict.expected()).isEqualTo(6);
    assertThat(verdict.findings()).isEmpty();
  }

  @Test
  void findsALoss() {
    Verdict verdict =
        check(Promise.EXACTLY_ONCE, sent("a", 3), marks("a#1 a#2 a#3"), marks("a#1 a#3"));
    assertThat(verdict.findings())
        .containsExactly(new Finding(Kind.LOST, "client 1", new Mark("a", 2)));
    assertThatThrownBy(verdict::assertHolds).hasMessageContaining("LOST a#2 at client 1");
  }

  @Test
  void countsALossThatIsAllowed() {
    Verdict verdict = check(Promise.LOSS_COUNTED, sent("a", 3), marks("a#3"));
    verdict.assertHolds();
    assertThat(verdict.count(Kind.LOST)).isEqualTo(2);
  }

  @Test
  void findsADuplicateNextToTheFirstAndFarFromIt() {
    Verdict verdict = check(Promise.LOSS_COUNTED, sent("a", 3), marks("a#1 a#1 a#2 a#3 a#2"));
    assertThat(verdict.findings())
        .containsExactly(
            new Finding(Kind.DUPLICATED, "client 0", new Mark("a", 1)),
            new Finding(Kind.DUPLICATED, "client 0", new Mark("a", 2)));
    assertThatThrownBy(verdict::assertHolds).isInstanceOf(AssertionError.class);
  }

  @Test
  void findsAReordering() {
    Verdict verdict = check(Promise.LOSS_COUNTED, sent("a", 3), marks("a#1 a#3 a#2"));
    assertThat(verdict.findings())
        .containsExactly(new Finding(Kind.REORDERED, "client 0", new Mark("a", 2)));
    assertThatThrownBy(verdict::assertHolds).isInstanceOf(AssertionError.class);
  }

  @Test
  void letsPublishersOverlapUnlessOneOrderIsPromised() {
    List<Sent> sent = Stream.concat(sent("a", 2).stream(), sent("b", 2).stream()).toList();
    List<Mark> one = marks("a#1 b#1 a#2 b#2");
    List<Mark> other = marks("b#1 a#1 a#2 b#2");
    check(Promise.EXACTLY_ONCE, sent, one, other).assertHolds();
    Verdict verdict = check(Promise.TOTAL_ORDER, sent, one, other);
    assertThat(verdict.findings())
        .containsExactly(new Finding(Kind.ORDER_DIFFERS, "client 1", new Mark("a", 1)));
  }

  @Test
  void findsWhatWasRefusedOrNeverPublished() {
    List<Sent> sent = new ArrayList<>(sent("a", 1));
    sent.add(new Sent(new Mark("a", 2), Outcome.REFUSED));
    Verdict verdict = check(Promise.EXACTLY_ONCE, sent, marks("a#1 a#2 x#9"));
    assertThat(verdict.findings())
        .containsExactly(
            new Finding(Kind.REFUSED_YET_RECEIVED, "client 0", new Mark("a", 2)),
            new Finding(Kind.NEVER_PUBLISHED, "client 0", new Mark("x", 9)));
  }

  @Test
  void letsWhatIsUnknownArriveOnceOrNotAtAll() {
    List<Sent> sent = new ArrayList<>(sent("a", 1));
    sent.add(new Sent(new Mark("a", 2), Outcome.UNKNOWN));
    check(Promise.EXACTLY_ONCE, sent, marks("a#1 a#2"), marks("a#1")).assertHolds();
    assertThat(check(Promise.EXACTLY_ONCE, sent, marks("a#1 a#2 a#2")).count(Kind.DUPLICATED))
        .isEqualTo(1);
  }

  @Test
  void expectsOnlyWhatALateClientShouldHave() {
    HistoryChecker checker = new HistoryChecker(Promise.EXACTLY_ONCE).published(sent("a", 4));
    checker.received("late", marks("a#4"), mark -> mark.number() >= 3);
    assertThat(checker.check().findings())
        .containsExactly(new Finding(Kind.LOST, "late", new Mark("a", 3)));
  }

  @Test
  void isVoidWhenNothingWasPublishedOrDelivered() {
    assertThatThrownBy(() -> check(Promise.LOSS_COUNTED, List.of(), marks("")).assertHolds())
        .hasMessageContaining("void");
    assertThatThrownBy(() -> check(Promise.LOSS_COUNTED, sent("a", 2), marks("")).assertHolds())
        .hasMessageContaining("void");
  }

  @Test
  void findsEveryPlantedDeviationInLongHistories() {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    for (int round = 0; round < 200; round++) {
      List<Mark> marks = new ArrayList<>(sent("a", 50).stream().map(Sent::mark).toList());
      int at = random.nextInt(48) + 1;
      Kind planted = List.of(Kind.LOST, Kind.DUPLICATED, Kind.REORDERED).get(random.nextInt(3));
      switch (planted) {
        case LOST -> marks.remove(at);
        case DUPLICATED -> marks.add(at + random.nextInt(50 - at), marks.get(at - 1));
        default -> Collections.swap(marks, at, at + 1);
      }
      Verdict verdict = check(Promise.EXACTLY_ONCE, sent("a", 50), marks);
      assertThat(verdict.findings())
          .as("seed %d, round %d", seed, round)
          .singleElement()
          .extracting(Finding::kind)
          .isEqualTo(planted);
    }
  }

  @Test
  void findsMarksInsideOtherText() {
    assertThat(Mark.find("{\"data\":\"p-1#17\",\"x\":1}")).contains(new Mark("p-1", 17));
    assertThat(Mark.find("no mark #3")).isEmpty();
  }

  @SafeVarargs
  private static Verdict check(Promise promise, List<Sent> sent, List<Mark>... received) {
    HistoryChecker checker = new HistoryChecker(promise).published(sent);
    for (int i = 0; i < received.length; i++) {
      checker.received("client " + i, received[i]);
    }
    return checker.check();
  }

  private static List<Sent> sent(String publisher, long count) {
    return LongStream.rangeClosed(1, count)
        .mapToObj(number -> new Sent(new Mark(publisher, number), Outcome.ACKNOWLEDGED))
        .toList();
  }

  private static List<Mark> marks(String text) {
    return Stream.of(text.split(" ", -1)).flatMap(word -> Mark.find(word).stream()).toList();
  }
}
