package io.wsgateway.relay;

/**
 * What beacons say about a node's set of blocked users: the number of its last change. A node that
 * has seen a lower number asks for what changed since. Called on the relay's loop.
 */
public interface BlockNews {
  /** The number of a node that does not say: a release before 0.2. */
  long UNKNOWN = -1;

  /** For nodes that exchange nothing. */
  BlockNews NONE =
      new BlockNews() {
        @Override
        public long number() {
          return 0;
        }

        @Override
        public void heard(String node, long number) {}

        @Override
        public boolean isBehind(String node) {
          return false;
        }

        @Override
        public void left(String node) {}
      };

  /** This node's number. */
  long number();

  /** Takes another node's number. */
  void heard(String node, long number);

  /** Whether a node has blocks that this node does not know yet. */
  boolean isBehind(String node);

  /** Forgets a node that left: all that it has counts as unknown if it joins again. */
  void left(String node);
}
