package io.wsgateway.bench;

import java.net.URI;
import java.util.List;

/** Small plans for tests. */
final class Plans {
  private Plans() {}

  static BenchPlan of(Scenario scenario, URI url) {
    return of(scenario, url, 20, 4, 100);
  }

  static BenchPlan of(Scenario scenario, URI url, int connections, int window, double rate) {
    return of(
        scenario, Target.of(url.toString(), false, null, false), connections, window, rate, 64);
  }

  static BenchPlan of(
      Scenario scenario, Target target, int connections, int window, double rate, int bytes) {
    return new BenchPlan(
        scenario,
        target,
        new BenchPlan.Clients(connections, 0, 2, 8, List.of(), Listening.WEBSOCKET),
        new BenchPlan.Load(window, rate, bytes, scenario == Scenario.CONNECT ? 0 : 1, 1),
        new BenchPlan.Server(ProcessHandle.current().pid(), false),
        2);
  }

  /** The same plan with clients that receive server-sent events. */
  static BenchPlan byEvents(BenchPlan plan) {
    BenchPlan.Clients c = plan.clients();
    return new BenchPlan(
        plan.scenario(),
        plan.target(),
        new BenchPlan.Clients(
            c.connections(), c.stalled(), c.sources(), c.pending(), c.headers(), Listening.SSE),
        plan.load(),
        plan.server(),
        plan.threads());
  }
}
