package io.wsgateway.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** When a node puts its registrations back. */
final class OwnConsumersTest {
  private final Set<String> consumed = new HashSet<>(List.of("a", "b"));
  private final AtomicInteger restored = new AtomicInteger();
  private final OwnConsumers own =
      new OwnConsumers("here", consumed::contains, restored::incrementAndGet);

  private void look(Set<String> ofA, Set<String> ofB) {
    own.found("a", ofA);
    own.found("b", ofB);
  }

  @Test
  void whatIsMissingTwiceInARowIsPutBackOnce() {
    look(Set.of("there"), Set.of("here"));
    assertThat(restored).hasValue(0);
    look(Set.of("there"), Set.of("here"));
    assertThat(restored).hasValue(1);
    look(Set.of("there"), Set.of("here"));
    assertThat(restored).hasValue(1);
    look(Set.of("there"), Set.of("here"));
    assertThat(restored).hasValue(2);
  }

  @Test
  void whatIsThereAgainOrConsumedNoMoreIsNotMissing() {
    look(Set.of(), Set.of("here"));
    look(Set.of("here"), Set.of());
    look(Set.of(), Set.of("here"));
    assertThat(restored).hasValue(0);
    consumed.clear();
    look(Set.of(), Set.of());
    look(Set.of(), Set.of());
    assertThat(restored).hasValue(0);
  }
}
