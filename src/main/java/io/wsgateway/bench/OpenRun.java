package io.wsgateway.bench;

/**
 * Runs the scenario {@code open}: measures what the first handshakes cost a server that was just
 * started. Every connection is opened once and stays open; nothing runs before the measurement.
 */
final class OpenRun {
  private static final int OPEN_SECONDS = 300;

  /** What the server does because of the handshakes, such as compiling, may end after them. */
  private static final int SETTLE_SECONDS = 1;

  private final BenchPlan plan;
  private final Watch watch;
  private final ServerMeter meter;
  private final Errors errors = new Errors();

  OpenRun(BenchPlan plan, Watch watch, ServerMeter meter) {
    this.plan = plan;
    this.watch = watch;
    this.meter = meter;
  }

  BenchResult run() {
    BenchResult.Builder result = BenchResult.of(plan);
    int opened;
    double seconds;
    try (Crowd crowd =
        new Crowd(
            plan,
            plan.clients().connections(),
            loop -> (client, reason, retry) -> errors.add(reason))) {
      meter.start();
      long begin = System.nanoTime();
      crowd.openAll(watch, OPEN_SECONDS, errors);
      seconds = (System.nanoTime() - begin) / 1e9;
      watch.hold(SETTLE_SECONDS, () -> crowd.opened() + " connections held");
      meter.stop();
      crowd.requireRunning();
      opened = crowd.opened();
    }
    return result
        .put("handshakes", opened)
        .put("seconds", seconds)
        .put("handshakesPerSecond", opened / seconds)
        .put("server", meter.server("Handshake", opened))
        .voidIf(errors.total() > 0, "connections failed or were lost")
        .build(errors, meter, plan.threads(), watch.isStopped());
  }
}
