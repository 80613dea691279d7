package io.wsgateway.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

final class NodesTest {
  private static final GatewayNode A = new GatewayNode("a", "pod-a");
  private static final GatewayNode B = new GatewayNode("b", "pod-b");

  private final Random random = new Random(1);
  private final AtomicLong clock = new AtomicLong();

  private Nodes nodes() {
    return new Nodes(clock::get, random);
  }

  @Test
  void staysWithOneAndTakesAnotherWhenItGoes() {
    Nodes nodes = nodes();
    assertThat(nodes.current()).isNull();
    nodes.are(List.of(A));
    assertThat(nodes.current()).isEqualTo(A);
    nodes.are(List.of(A, B));
    assertThat(nodes.current()).isEqualTo(A);
    nodes.are(List.of(B));
    assertThat(nodes.current()).isEqualTo(B);
  }

  @Test
  void backendsChooseDifferentOnes() {
    Set<String> chosen = new TreeSet<>();
    for (int i = 0; i < 20; i++) {
      Nodes nodes = nodes();
      nodes.are(List.of(A, B));
      chosen.add(nodes.current().id());
    }
    assertThat(chosen).containsExactly("a", "b");
  }

  @Test
  void oneThatTakesNoCallsIsAvoidedForAWhileUnlessItIsTheOnlyOne() {
    Nodes nodes = nodes();
    nodes.are(List.of(A));
    nodes.avoid("a");
    assertThat(nodes.current()).isEqualTo(A);
    nodes.are(List.of(A, B));
    assertThat(nodes.current()).isEqualTo(B);
    nodes.avoid("b");
    clock.addAndGet(TimeUnit.SECONDS.toNanos(3));
    assertThat(nodes.current()).isEqualTo(B);
  }
}
