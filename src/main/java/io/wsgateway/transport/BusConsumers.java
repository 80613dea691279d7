package io.wsgateway.transport;

import io.vertx.core.Completable;
import io.vertx.core.eventbus.impl.clustered.NodeSelector;
import io.vertx.core.spi.cluster.RegistrationListener;
import org.jspecify.annotations.Nullable;

/**
 * The nodes that consume an address, as the event bus knows them. It remembers addresses that were
 * asked for and have consumers, and answers these at once; others cost a read of the cluster's
 * store. Answers come in the order of the questions, on any thread: what is sent from within them
 * keeps that order. Thread-safe.
 */
public interface BusConsumers {
  /** Those of a bus of one node, which need no choice. */
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

  /** The one whose turn it is, nodes with more consumers more often; null if there is none. */
  void next(String address, Completable<@Nullable String> answer);

  /** All of them, each once; null or empty if there is none. */
  void all(String address, Completable<@Nullable Iterable<String>> answer);

  /** Of a clustered bus; {@code listener} is what it hands to its cluster manager. */
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
