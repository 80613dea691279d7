package io.wsgateway.kit;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;
import org.awaitility.Awaitility;

/**
 * The fault of a scenario, and the signs that show that it struck. Made before the fault is
 * injected: a sign shows if its count rises from then on. A scenario whose fault did not show
 * proves nothing, and fails.
 */
public final class Fault {
  private record Sign(String what, LongSupplier count, long before) {
    boolean shows() {
      return count.getAsLong() > before;
    }
  }

  private final String what;
  private final List<Sign> signs = new ArrayList<>();

  /**
   * @param what the fault, for the message of a void scenario
   */
  public Fault(String what) {
    this.what = what;
  }

  /** Adds a sign, for example "a publisher retried"; its count is taken now and at the end. */
  public Fault shownBy(String sign, LongSupplier count) {
    signs.add(new Sign(sign, count, count.getAsLong()));
    return this;
  }

  /** Waits until every sign shows; fails at the deadline. */
  public void awaitShown(Duration limit) {
    Awaitility.await(what).atMost(limit).untilAsserted(this::assertShown);
  }

  /** Fails unless every sign shows. */
  public void assertShown() {
    if (signs.isEmpty()) {
      throw new AssertionError("void: nothing was said to show the fault: " + what);
    }
    for (Sign sign : signs) {
      if (!sign.shows()) {
        throw new AssertionError(
            "void: %s did not show: %s stayed at %d".formatted(what, sign.what(), sign.before()));
      }
    }
  }
}
