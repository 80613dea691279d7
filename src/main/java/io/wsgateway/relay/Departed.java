package io.wsgateway.relay;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Keeps data about nodes that left, in case the same boot returns; of the 256 most recent ones.
 * Belongs to the relay's loop.
 */
final class Departed<V> {
  private static final int NODES = 256;

  private final Map<String, V> kept =
      new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, V> eldest) {
          return size() > NODES;
        }
      };

  void put(String node, V value) {
    kept.remove(node);
    kept.put(node, value);
  }

  @Nullable V get(String node) {
    return kept.get(node);
  }

  /** Takes out the data of a node that returned. */
  @Nullable V take(String node) {
    return kept.remove(node);
  }
}
