package io.wsgateway.bench;

/** Runs the scenario {@code idle}: measures the memory that idle connections cost the server. */
final class IdleRun {
  private static final int OPEN_SECONDS = 300;
  private static final int SETTLE_SECONDS = 2;
  private static final int GIVE_BACK_SECONDS = 3;

  private final BenchPlan plan;
  private final Watch watch;
  private final ServerMeter meter;
  private final Errors errors = new Errors();

  IdleRun(BenchPlan plan, Watch watch, ServerMeter meter) {
    this.plan = plan;
    this.watch = watch;
    this.meter = meter;
  }

  BenchResult run() {
    BenchResult.Builder result = BenchResult.of(plan);
    warmUp();
    collectGarbage();
    meter.start();
    int opened;
    try (Crowd crowd = new Crowd(plan, plan.clients().connections(), loop -> new Listener())) {
      open(crowd);
      watch.hold(plan.load().seconds(), () -> crowd.opened() + " connections held");
      crowd.requireRunning();
      collectGarbage();
      meter.stop();
      opened = crowd.opened();
    }
    return result
        .put("connections", opened)
        .put("seconds", meter.seconds())
        .put("server", meter.server("Connection", opened))
        .put("bytesPerConnection", plan.server().pid() == null ? null : meter.rssGrowth() / opened)
        .voidIf(errors.total() > 0, "connections failed or were lost")
        .build(errors, meter, plan.threads(), watch.isStopped());
  }

  /**
   * Opens and closes a few connections first, so that one-time costs of the server do not count.
   */
  private void warmUp() {
    try (Crowd crowd =
        new Crowd(plan, Math.min(500, plan.clients().connections()), loop -> new Listener())) {
      open(crowd);
    }
    watch.hold(SETTLE_SECONDS, () -> "warmed up");
  }

  private void collectGarbage() {
    if (plan.server().gc()) {
      meter.collectGarbage();
      // After a collection, a JVM returns memory in steps.
      watch.hold(GIVE_BACK_SECONDS, () -> "garbage collection done");
    }
  }

  private void open(Crowd crowd) {
    crowd.open();
    watch.until(
        () -> crowd.isSettled() || watch.isStopped(),
        OPEN_SECONDS,
        () -> crowd.opened() + " connections open, " + errors.total() + " errors");
    crowd.requireRunning();
    crowd.requireSome(errors);
  }

  private final class Listener implements ClientEvents {
    @Override
    public void opened(Client client, long nowNanos) {}

    @Override
    public void closed(Client client, String reason, int retryAfterSeconds) {
      errors.add(reason);
    }
  }
}
