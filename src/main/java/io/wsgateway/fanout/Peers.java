package io.wsgateway.fanout;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.util.Set;

/** The other nodes, as the relay sees them. Called on the relay's context. */
public interface Peers {
  /** A node on its own. */
  Peers NONE =
      new Peers() {
        @Override
        public Set<String> of(String channel) {
          return Set.of();
        }

        @Override
        public Future<Void> send(String node, Buffer envelope) {
          return Future.failedFuture("no peer " + node);
        }
      };

  /**
   * The ids of the nodes that a channel's publications go to: today all of them; a function of the
   * channel so that it can become those where somebody listens.
   */
  Set<String> of(String channel);

  /** Sends an envelope; completes when its bytes left this node, or fails. */
  Future<Void> send(String node, Buffer envelope);
}
