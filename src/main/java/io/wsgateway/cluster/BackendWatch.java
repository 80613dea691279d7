package io.wsgateway.cluster;

/**
 * Looks after the members that are no gateways, from this node: whether it reaches them, and
 * whether they listen only where they may. Belongs to one loop.
 */
public final class BackendWatch {
  private final BackendReach reach;
  private final ForeignConsumers foreign;

  BackendWatch(BackendReach reach, ForeignConsumers foreign) {
    this.reach = reach;
    this.foreign = foreign;
  }

  /** Begins to look. */
  public void start() {
    reach.start();
    foreign.start();
  }

  /** Looks no more. */
  public void stop() {
    reach.stop();
    foreign.stop();
  }
}
