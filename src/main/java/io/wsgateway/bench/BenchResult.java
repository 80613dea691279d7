package io.wsgateway.bench;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Holds the result of a run. The figures are invalid if a message is missing, duplicated, or
 * arrived after a later one of the same sender: a server that does less work is not faster.
 */
public final class BenchResult {
  /** Above this share of a core, the load generator itself may be the bottleneck. */
  private static final double BUSY = 0.9;

  private final JsonObject json;
  private final boolean counts;

  private BenchResult(JsonObject json, boolean counts) {
    this.json = json;
    this.counts = counts;
  }

  /** Returns the result as JSON. */
  public JsonObject json() {
    return json.copy();
  }

  /** Whether the figures are invalid. */
  public boolean isVoid() {
    return !counts;
  }

  /** Returns the result as a table of two columns, the verdict last. */
  public String table() {
    return ResultTable.of(json);
  }

  /** Starts a result; call it before the run. */
  static Builder of(BenchPlan plan) {
    return new Builder(plan);
  }

  /** Collects the results of a run. */
  static final class Builder {
    private final JsonObject json = new JsonObject();
    private final JsonArray voids = new JsonArray();
    private final JsonArray warnings = new JsonArray();
    private final double loadBefore = Machine.load();

    Builder(BenchPlan plan) {
      json.put("scenario", plan.scenario().toString())
          .put("target", plan.target().toString())
          .put("started", Instant.now().truncatedTo(ChronoUnit.SECONDS).toString())
          .put("options", options(plan));
    }

    Builder put(String key, @Nullable Object value) {
      if (value != null) {
        json.put(key, value);
      }
      return this;
    }

    /** Adds the counts of messages, which decide the verdict. */
    Builder counts(long sent, long measured, Totals totals) {
      voidIf(totals.missing() > 0, totals.missing() + " messages are missing");
      voidIf(totals.duplicates() > 0, totals.duplicates() + " messages were duplicated");
      voidIf(measured == 0, "nothing was delivered");
      voidIf(totals.reordered() > 0, totals.reordered() + " messages arrived after a later one");
      return put("sent", sent)
          .put("expected", totals.expected())
          .put("deliveries", measured)
          .put("missing", totals.missing())
          .put("duplicates", totals.duplicates())
          .put("reordered", totals.reordered());
    }

    Builder voidIf(boolean condition, String reason) {
      if (condition) {
        voids.add(reason);
      }
      return this;
    }

    Builder warnIf(boolean condition, String warning) {
      if (condition) {
        warnings.add(warning);
      }
      return this;
    }

    /** Completes the result: errors, processes, machine and verdict. */
    BenchResult build(Errors errors, ServerMeter meter, int threads, boolean interrupted) {
      int cores = Math.min(threads, Runtime.getRuntime().availableProcessors());
      warnIf(
          meter.ownCores() > BUSY * cores,
          "the load generator was busy all the time: it may have been the bottleneck, not the server");
      warnIf(interrupted, "the run was stopped early");
      boolean counts = voids.isEmpty();
      JsonObject counted = new JsonObject();
      errors.byText().forEach(counted::put);
      json.put("errors", errors.total())
          .put("errorsByText", counted)
          .put("client", meter.client())
          .put("machine", Machine.json())
          .put(
              "loadAverage",
              new JsonObject().put("before", loadBefore).put("after", Machine.load()))
          .put("interrupted", interrupted)
          .put("warnings", warnings)
          .put("verdict", counts ? "OK" : "VOID")
          .put("voidReasons", voids);
      return new BenchResult(json, counts);
    }

    private static JsonObject options(BenchPlan plan) {
      JsonObject options = new JsonObject().put("connections", plan.clients().connections());
      List.of(
              new Option("--stalled", plan.clients().stalled()),
              new Option("--window", plan.load().window()),
              new Option("--rate", plan.load().rate()),
              new Option("--size", plan.load().size()),
              new Option("--warmup", plan.load().warmupSeconds()),
              new Option("--seconds", plan.load().seconds()),
              new Option("--pending", plan.clients().pending()),
              new Option("--gc", plan.server().gc()),
              new Option("--transport", plan.clients().listening().toString()))
          .forEach(
              option -> {
                if (plan.scenario().takes(option.name())) {
                  options.put(option.name().substring(2), option.value());
                }
              });
      return options.put("threads", plan.threads()).put("sources", plan.clients().sources());
    }

    private record Option(String name, Object value) {}
  }
}
