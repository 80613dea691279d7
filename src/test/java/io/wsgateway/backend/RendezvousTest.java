package io.wsgateway.backend;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Which backend is a client's own. */
final class RendezvousTest {
  private static final Random RANDOM = new Random(23);
  private static final List<String> NODES = names(4);
  private static final List<String> CLIENTS = names(4000);

  private static List<String> names(int count) {
    return Stream.generate(() -> new UUID(RANDOM.nextLong(), RANDOM.nextLong()).toString())
        .limit(count)
        .toList();
  }

  @Test
  void everyNodeHasItsShareOfTheClients() {
    Map<String, Integer> shares = new HashMap<>();
    CLIENTS.forEach(client -> shares.merge(Rendezvous.pick(client, NODES), 1, Integer::sum));
    assertThat(shares).hasSize(NODES.size());
    assertThat(shares.values()).allSatisfy(share -> assertThat(share).isBetween(850, 1150));
  }

  @Test
  void whenANodeGoesOnlyItsOwnClientsMoveAndTheyAreShared() {
    String gone = NODES.get(1);
    List<String> left = NODES.stream().filter(node -> !node.equals(gone)).toList();
    Map<String, Integer> heirs = new HashMap<>();
    for (String client : CLIENTS) {
      String before = Rendezvous.pick(client, NODES);
      String after = Rendezvous.pick(client, left);
      if (before.equals(gone)) {
        heirs.merge(after, 1, Integer::sum);
      } else {
        assertThat(after).isEqualTo(before);
      }
    }
    assertThat(heirs).hasSize(left.size());
  }

  @Test
  void theOrderInWhichNodesAreListedIsOfNoMatter() {
    List<String> shuffled = new ArrayList<>(NODES);
    Collections.reverse(shuffled);
    assertThat(CLIENTS)
        .allSatisfy(
            client ->
                assertThat(Rendezvous.pick(client, shuffled))
                    .isEqualTo(Rendezvous.pick(client, NODES)));
  }
}
