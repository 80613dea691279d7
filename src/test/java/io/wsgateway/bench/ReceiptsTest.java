package io.wsgateway.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ReceiptsTest {
  private final Receipts receipts = new Receipts();

  @Test
  void everythingInOrderIsFine() {
    receive(0, 1, 2, 3);
    expect(4, 0, 0, 0);
  }

  @Test
  void whatNeverCameIsMissing() {
    receive(0, 2, 3, 6);
    expect(8, 4, 0, 0);
  }

  @Test
  void nothingAtAllIsAllMissing() {
    expect(5, 5, 0, 0);
  }

  @Test
  void whatComesAgainIsADuplicate() {
    receive(0, 1, 1, 0, 2, 2);
    expect(3, 0, 3, 0);
  }

  @Test
  void whatComesLateIsReorderedAndNotMissing() {
    receive(0, 3, 1, 2, 4);
    expect(5, 0, 0, 2);
  }

  @Test
  void whatComesLateTwiceIsReorderedAndADuplicate() {
    receive(0, 4, 2, 2, 4);
    expect(5, 2, 2, 1);
  }

  @Test
  void anyDisorderIsCountedAsItWasMade() {
    for (int round = 0; round < 500; round++) {
      long seed = System.nanoTime();
      Random random = new Random(seed);
      int sent = 1 + random.nextInt(60);
      int missing = 0;
      int duplicates = 0;
      List<Integer> came = new ArrayList<>();
      for (int i = 0; i < sent; i++) {
        int copies = random.nextInt(4) == 0 ? random.nextInt(3) : 1;
        missing += copies == 0 ? 1 : 0;
        duplicates += Math.max(0, copies - 1);
        came.addAll(Collections.nCopies(copies, i));
      }
      Collections.shuffle(came, random);

      Receipts shuffled = new Receipts();
      came.forEach(shuffled::received);

      assertThat(shuffled.missing(sent)).as("seed %d", seed).isEqualTo(missing);
      assertThat(shuffled.duplicates()).as("seed %d", seed).isEqualTo(duplicates);
    }
  }

  private void receive(int... sequences) {
    for (int sequence : sequences) {
      receipts.received(sequence);
    }
  }

  private void expect(int sent, long missing, int duplicates, int reordered) {
    assertThat(List.of(receipts.missing(sent), receipts.duplicates(), receipts.reordered()))
        .isEqualTo(List.of(missing, duplicates, reordered));
  }
}
