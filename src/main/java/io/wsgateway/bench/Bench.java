package io.wsgateway.bench;

import java.io.PrintWriter;
import java.util.function.BooleanSupplier;

/** Runs a plan on its own threads, while the thread of the caller waits. */
public final class Bench {
  private Bench() {}

  /**
   * Runs a plan.
   *
   * @param progress receives one line a second
   * @param stopped checked continuously; once true, the run ends and reports the results so far
   * @throws BenchException if it cannot run
   */
  public static BenchResult run(BenchPlan plan, PrintWriter progress, BooleanSupplier stopped) {
    ServerMeter meter = new ServerMeter(plan.server().pid());
    Watch watch = new Watch(progress, stopped, meter);
    return switch (plan.scenario()) {
      case FANOUT, MESH -> new LoadRun(plan, watch, meter).run();
      case CONNECT -> new ConnectRun(plan, watch, meter).run();
      case IDLE -> new IdleRun(plan, watch, meter).run();
      case OPEN -> new OpenRun(plan, watch, meter).run();
      case STORM -> new StormRun(plan, watch, meter).run();
    };
  }
}
