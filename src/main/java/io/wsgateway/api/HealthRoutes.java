package io.wsgateway.api;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * Serves the probes: {@code /health/started}, {@code /health/ready}, also as {@code /health}, and
 * {@code /health/live}. 200 when all checks pass, else 503; the body names each check.
 *
 * <p>State belongs to the management event loop.
 */
final class HealthRoutes {
  private final NodeHealth health;
  private final LoopHeartbeats heartbeats;
  private boolean started;

  HealthRoutes(NodeHealth health, LoopHeartbeats heartbeats) {
    this.health = health;
    this.heartbeats = heartbeats;
  }

  void mount(Router router) {
    probe(router, "/health/started", this::startup);
    probe(router, "/health/ready", this::ready);
    probe(router, "/health", this::ready);
    probe(router, "/health/live", this::live);
  }

  private static void probe(Router router, String path, Supplier<List<Check>> checks) {
    GetRoute.mount(router, path, context -> answer(context, checks.get()));
  }

  private List<Check> startup() {
    if (started) {
      return List.of(Check.of("started", true, ""));
    }
    List<Check> checks = health.startup();
    started = checks.stream().allMatch(Check::passed);
    return checks;
  }

  private List<Check> ready() {
    List<Check> startup = startup();
    List<Check> checks = new ArrayList<>();
    checks.add(Check.of("started", started, reasons(startup)));
    checks.addAll(health.readiness());
    return checks;
  }

  private List<Check> live() {
    List<Check> checks = new ArrayList<>();
    checks.add(heartbeats.check());
    checks.addAll(health.liveness());
    return checks;
  }

  private static String reasons(List<Check> checks) {
    return checks.stream()
        .filter(c -> !c.passed())
        .map(c -> c.name() + ": " + c.reason())
        .collect(Collectors.joining("; "));
  }

  private static void answer(RoutingContext context, List<Check> checks) {
    boolean passed = checks.stream().allMatch(Check::passed);
    JsonObject body =
        new JsonObject()
            .put("status", status(passed))
            .put("checks", new JsonArray(checks.stream().map(HealthRoutes::json).toList()));
    Responses.json(context, passed ? 200 : 503, body);
  }

  private static JsonObject json(Check check) {
    JsonObject json =
        new JsonObject().put("name", check.name()).put("status", status(check.passed()));
    return check.passed() ? json : json.put("reason", check.reason());
  }

  private static String status(boolean passed) {
    return passed ? "up" : "down";
  }
}
