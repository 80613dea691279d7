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
    return new BenchPlan(
        scenario,
        Target.of(url.toString(), false),
        connections,
        0,
        window,
        rate,
        64,
        scenario == Scenario.CONNECT ? 0 : 1,
        1,
        2,
        2,
        8,
        ProcessHandle.current().pid(),
        false,
        List.of());
  }
}
