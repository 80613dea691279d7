package io.wsgateway.bench;

import io.vertx.core.json.JsonObject;
import java.util.Locale;

/** Formats a result as a table: the options, the figures, and the verdict last. */
final class ResultTable {
  private static final double MEGABYTE = 1 << 20;

  private final StringBuilder text = new StringBuilder();

  private ResultTable() {}

  static String of(JsonObject json) {
    ResultTable table = new ResultTable();
    table.row("scenario", json.getString("scenario") + " of " + json.getString("target"));
    table.row("options", options(json.getJsonObject("options")));
    json.forEach(
        entry -> {
          if (entry.getValue() instanceof Number number) {
            table.row(entry.getKey(), number(number));
          }
        });
    table.latency("latency", json.getJsonObject("latencyMicros"));
    table.latency("send lag", json.getJsonObject("sendLagMicros"));
    table.process("server", json.getJsonObject("server"));
    table.process("load generator", json.getJsonObject("client"));
    JsonObject load = json.getJsonObject("loadAverage");
    table.row(
        "load average",
        number(load.getDouble("before")) + " -> " + number(load.getDouble("after")));
    json.getJsonObject("errorsByText")
        .forEach(error -> table.row("error", error.getValue() + " x " + error.getKey()));
    json.getJsonArray("warnings").forEach(warning -> table.row("warning", warning.toString()));
    json.getJsonArray("voidReasons").forEach(reason -> table.row("void", reason.toString()));
    table.row("verdict", json.getString("verdict"));
    return table.text.toString();
  }

  private static String options(JsonObject options) {
    StringBuilder all = new StringBuilder();
    options.forEach(o -> all.append(o.getKey()).append(' ').append(o.getValue()).append("  "));
    return all.toString().trim();
  }

  private void latency(String name, JsonObject micros) {
    if (micros != null) {
      row(
          name,
          String.format(
              Locale.ROOT,
              "p50 %.3f  p99 %.3f  p99.9 %.3f  max %.3f ms",
              micros.getDouble("p50") / 1e3,
              micros.getDouble("p99") / 1e3,
              micros.getDouble("p99.9") / 1e3,
              micros.getDouble("max") / 1e3));
    }
  }

  private void process(String name, JsonObject process) {
    if (process == null) {
      return;
    }
    StringBuilder all = new StringBuilder();
    process.forEach(
        entry -> {
          boolean memory = entry.getKey().startsWith("rss");
          Number value = (Number) entry.getValue();
          all.append(entry.getKey())
              .append(' ')
              .append(memory ? number(value.longValue() / MEGABYTE) + " MB" : number(value))
              .append("  ");
        });
    row(name, all.toString().trim());
  }

  private void row(String name, String value) {
    text.append(String.format(Locale.ROOT, "%-22s %s%n", name, value));
  }

  private static String number(Number value) {
    return value instanceof Double || value instanceof Float
        ? String.format(Locale.ROOT, "%.3f", value.doubleValue())
        : value.toString();
  }
}
