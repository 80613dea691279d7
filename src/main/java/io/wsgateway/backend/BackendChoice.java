package io.wsgateway.backend;

import io.vertx.core.Completable;
import io.wsgateway.transport.BusConsumers;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * Chooses which of the nodes that consume an address receives a message: the next one in turn, or
 * with affinity the client's own. It avoids a node that could not be reached a moment ago while
 * there is another. Thread-safe.
 */
final class BackendChoice {
  private final BusConsumers consumers;
  private final Unreached unreached;

  BackendChoice(BusConsumers consumers, Unreached unreached) {
    this.consumers = consumers;
    this.unreached = unreached;
  }

  /**
   * Chooses a node.
   *
   * @param client the client whose own node is meant; null for any node
   * @param failed the nodes that the message could not be sent to
   * @param use receives the node, in the order of the calls and on any thread; null if there is
   *     none, or if the bus itself selects
   */
  void choose(
      String address,
      @Nullable String client,
      Set<String> failed,
      Completable<@Nullable String> use) {
    if (client != null || !failed.isEmpty()) {
      among(address, client, failed, null, use);
      return;
    }
    consumers.next(
        address,
        (node, failure) -> {
          if (failure != null) {
            use.fail(failure);
          } else if (node == null || !unreached.contains(node)) {
            use.succeed(node);
          } else {
            among(address, null, failed, node, use);
          }
        });
  }

  private void among(
      String address,
      @Nullable String client,
      Set<String> failed,
      @Nullable String otherwise,
      Completable<@Nullable String> use) {
    consumers.all(
        address,
        (all, failure) -> {
          if (failure != null) {
            use.fail(failure);
          } else {
            use.succeed(pick(client, left(all, failed), otherwise));
          }
        });
  }

  private List<String> left(@Nullable Iterable<String> all, Set<String> failed) {
    List<String> reached = new ArrayList<>();
    List<String> left = new ArrayList<>();
    if (all != null) {
      for (String node : all) {
        if (!failed.contains(node)) {
          left.add(node);
          if (!unreached.contains(node)) {
            reached.add(node);
          }
        }
      }
    }
    return reached.isEmpty() ? left : reached;
  }

  private static @Nullable String pick(
      @Nullable String client, List<String> nodes, @Nullable String otherwise) {
    if (nodes.isEmpty()) {
      return otherwise;
    }
    return client == null
        ? nodes.get(ThreadLocalRandom.current().nextInt(nodes.size()))
        : Rendezvous.pick(client, nodes);
  }
}
