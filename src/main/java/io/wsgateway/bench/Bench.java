package io.wsgateway.bench;

import java.io.PrintWriter;
import java.util.function.BooleanSupplier;

/** Runs a plan on threads of its own, while the caller's thread waits. */
public final class Bench {
  private Bench() {}

  /**
   * Runs it.
   *
   * @param progress gets a line a second
   * @param stopped asked all the time; once true, the run ends and tells what it has
   * @throws BenchException if it cannot run
   */
  public static BenchResult run(BenchPlan plan, PrintWriter progress, BooleanSupplier stopped) {
    ServerMeter meter = new ServerMeter(plan.server().pid());
    Watch watch = new Watch(progress, stopped, meter);
    return switch (plan.scenario()) {
      case FANOUT, MESH -> new LoadRun(plan, watch, meter).run();
      case CONNECT -> new ConnectRun(plan, watch, meter).run();
      case IDLE -> new IdleRun(plan, watch, meter).run();
      case STORM -> new StormRun(plan, watch, meter).run();
    };
  }
}
