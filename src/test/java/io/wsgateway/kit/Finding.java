package io.wsgateway.kit;

/** One deviation in what one client received. */
public record Finding(Kind kind, String client, Mark mark) {
  /** The kinds of deviation. */
  public enum Kind {
    /** Acknowledged, and did not arrive. */
    LOST,
    /** Arrived more than once. */
    DUPLICATED,
    /** Arrived first after a later one of the same publisher. */
    REORDERED,
    /** Arrived in another order than at other clients. */
    ORDER_DIFFERS,
    /** Arrived although it was refused. */
    REFUSED_YET_RECEIVED,
    /** Arrived, and nobody published it. */
    NEVER_PUBLISHED
  }

  @Override
  public String toString() {
    return kind + " " + mark + " at " + client;
  }
}
