package io.wsgateway.bench;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a run showed. Its figures are void when a message is missing, came twice or came after a
 * later one of the same sender: a server that does less is no faster.
 */
public final class BenchResult {
  /** From here on the load generator may be what is measured. */
  private static final double BUSY = 0.9;

  private final JsonObject json;
  private final boolean counts;

  private BenchResult(JsonObject json, boolean counts) {
    this.json = json;
    this.counts = counts;
  }

  /** The run as JSON. */
  public JsonObject json() {
    return json.copy();
  }

  /** Whether the figures do not count. */
  public boolean isVoid() {
    return !counts;
  }

  /** The run as a table of two columns, the verdict last. */
  public String table() {
    return ResultTable.of(json);
  }

  /** Begins a result; call before the run. */
  static Builder of(BenchPlan plan) {
    return new Builder(plan);
  }

  /** Gathers what a run showed. */
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

    /** The counts of messages, from which the verdict comes. */
    Builder counts(long sent, long measured, Totals totals) {
      voidIf(totals.missing() > 0, totals.missing() + " messages are missing");
      voidIf(totals.duplicates() > 0, totals.duplicates() + " messages came twice");
      voidIf(measured == 0, "nothing was delivered");
      voidIf(totals.reordered() > 0, totals.reordered() + " messages came after a later one");
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

    /** The end: errors, processes, machine and verdict. */
    BenchResult build(Errors errors, ServerMeter meter, int threads, boolean interrupted) {
      int cores = Math.min(threads, Runtime.getRuntime().availableProcessors());
      warnIf(
          meter.ownCores() > BUSY * cores,
          "the load generator was busy all the time: it, not the server, may be what was measured");
      warnIf(interrupted, "the run was stopped before its time");
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
              new Option("--gc", plan.server().gc()))
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
