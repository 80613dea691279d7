package io.wsgateway.relay;

/**
 * What is known of the way between this node and another, from checking it.
 *
 * <p>Some of it means that the other node <i>refuses</i> this one: it answers, but not as it should
 * for the two to be one cluster. A node that does not answer at all is no such sign: it may be
 * frozen, and is removed from the cluster then.
 */
enum Way {
  /** Nothing yet. */
  UNKNOWN("unknown"),
  /** It answers, and its beacons arrive. */
  OPEN("open"),
  /** It answers, but nothing of its own arrives: its bus does not reach this node. */
  ONE_WAY("one_way"),
  /** The two do not accept each other's certificates. */
  TLS("tls"),
  /** Nobody listens on its port. */
  CLOSED_PORT("refused"),
  /** It ends the connection. */
  CLOSED("closed"),
  /** No answer in time. */
  NO_ANSWER("unreachable"),
  /** Something else is wrong. */
  OTHER("other");

  private final String label;

  Way(String label) {
    this.label = label;
  }

  /** Its name in the log, as in the metrics where they have it. */
  String label() {
    return label;
  }

  /** Whether the node answers and does not do its part. */
  boolean refuses() {
    return this == ONE_WAY || this == TLS || this == CLOSED_PORT || this == CLOSED;
  }
}
