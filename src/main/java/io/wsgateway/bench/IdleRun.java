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
    try (Crowd crowd = crowd(plan.clients().connections())) {
      crowd.openAll(watch, OPEN_SECONDS, errors);
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
    try (Crowd crowd = crowd(Math.min(500, plan.clients().connections()))) {
      crowd.openAll(watch, OPEN_SECONDS, errors);
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

  private Crowd crowd(int size) {
    return new Crowd(plan, size, loop -> (client, reason, retry) -> errors.add(reason));
  }
}
