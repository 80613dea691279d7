package io.wsgateway.relay;

/**
 * The state of the connection between this node and another, as the last check found it.
 *
 * <p>In some states the other node <i>refuses</i> this one: it answers, but not in a way that makes
 * the two one cluster. A node that does not answer at all does not refuse: it may be frozen, and is
 * then removed from the cluster.
 */
enum Way {
  /** Not checked yet. */
  UNKNOWN("unknown"),
  /** It answers, and its beacons arrive. */
  OPEN("open"),
  /** It answers, but nothing that it sends arrives: its bus does not reach this node. */
  ONE_WAY("one_way"),
  /** The two do not accept each other's certificates. */
  TLS("tls"),
  /** Nothing listens on its port. */
  CLOSED_PORT("refused"),
  /** It closes the connection. */
  CLOSED("closed"),
  /** No answer in time. */
  NO_ANSWER("unreachable"),
  /** Something else is wrong. */
  OTHER("other");

  private final String label;

  Way(String label) {
    this.label = label;
  }

  /** Its name in the log, and in the metrics that have it. */
  String label() {
    return label;
  }

  /** Whether the node answers and refuses this one. */
  boolean refuses() {
    return this == ONE_WAY || this == TLS || this == CLOSED_PORT || this == CLOSED;
  }
}
