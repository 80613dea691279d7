package io.wsgateway.transport;

import io.vertx.core.Completable;
import io.vertx.core.eventbus.impl.clustered.NodeSelector;
import io.vertx.core.spi.cluster.RegistrationListener;
import org.jspecify.annotations.Nullable;

/**
 * Finds the nodes that consume an address, as the event bus knows them. Addresses that were
 * requested before and have consumers are cached and answered at once; others need a read of the
 * cluster's store. Answers arrive in the order of the requests, on any thread, so messages sent
 * from the callbacks keep that order. Thread-safe.
 */
public interface BusConsumers {
  /** For a bus of one node, where there is nothing to choose. */
  BusConsumers HERE =
      new BusConsumers() {
        @Override
        public void next(String address, Completable<@Nullable String> answer) {
          answer.succeed(null);
        }

        @Override
        public void all(String address, Completable<@Nullable Iterable<String>> answer) {
          answer.succeed(null);
        }
      };

  /** Selects a node round-robin, nodes with more consumers more often; null if there is none. */
  void next(String address, Completable<@Nullable String> answer);

  /** Finds all nodes, each once; null or empty if there is none. */
  void all(String address, Completable<@Nullable Iterable<String>> answer);

  /**
   * Makes one for a clustered bus; {@code listener} is what the bus passes to its cluster manager.
   */
  static BusConsumers of(RegistrationListener listener) {
    NodeSelector selector = (NodeSelector) listener;
    return new BusConsumers() {
      @Override
      public void next(String address, Completable<@Nullable String> answer) {
        selector.selectForSend(address, answer);
      }

      @Override
      public void all(String address, Completable<@Nullable Iterable<String>> answer) {
        selector.selectForPublish(address, answer);
      }
    };
  }
}
