package io.wsgateway.cluster;

/**
 * Watches the members that are not gateways: whether this node reaches them, and whether they
 * consume only addresses that are meant for backends. Belongs to one loop.
 */
public final class BackendWatch {
  private final BackendReach reach;
  private final ForeignConsumers foreign;

  BackendWatch(BackendReach reach, ForeignConsumers foreign) {
    this.reach = reach;
    this.foreign = foreign;
  }

  /** Begins to watch. */
  public void start() {
    reach.start();
    foreign.start();
  }

  /** Ends the watch. */
  public void stop() {
    reach.stop();
    foreign.stop();
  }
}
