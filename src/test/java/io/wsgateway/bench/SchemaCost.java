package io.wsgateway.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.wsgateway.channel.JsonText;
import io.wsgateway.validation.MessageSchema;
import io.wsgateway.validation.SchemaCheck;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.Arrays;
import java.util.Collections;
import java.util.Locale;

/**
 * Measures the CPU time that checking a message against a schema takes, next to that of {@code
 * data: json} alone: a small message, one of 4 KiB, and 64 KiB that need as much work as is
 * allowed.
 *
 * <p>{@code java io.wsgateway.bench.SchemaCost ROUNDS}: prints the median of the rounds, each of
 * half a second after a warm-up of the same length.
 */
final class SchemaCost {
  private static final long ROUND_NANOS = 500_000_000;
  private static final ThreadMXBean CPU = ManagementFactory.getThreadMXBean();
  private static final String ITEM =
      "{\"symbol\":\"ABC\",\"price\":1.5,\"at\":\"2026-11-27T10:00:00Z\"}";
  private static final String SCHEMA =
      """
      {"type": "object", "required": ["symbol", "price"], "additionalProperties": false,
       "properties": {"symbol": {"type": "string", "pattern": "^[A-Z]{1,8}$"},
                      "price": {"type": "number", "minimum": 0},
                      "at": {"type": "string", "format": "date-time"}}}
      """;

  private interface Check {
    void run(byte[] message) throws Exception;
  }

  private SchemaCost() {}

  /** See the class. */
  public static void main(String[] args) throws Exception {
    int rounds = Integer.parseInt(args[0]);
    String list = "{\"type\": \"array\", \"items\": " + SCHEMA + "}";
    row("small", SCHEMA, ITEM, rounds);
    row("4 KiB", list, "[" + String.join(",", Collections.nCopies(71, ITEM)) + "]", rounds);
    String numbers = "[" + String.join(",", Collections.nCopies(32_000, "1")) + "]";
    row("the most work", "{\"items\": {\"type\": \"number\"}}", numbers, rounds);
  }

  private static void row(String name, String schema, String text, int rounds) throws Exception {
    SchemaCheck check = MessageSchema.of(schema.getBytes(UTF_8)).check();
    byte[] message = text.getBytes(UTF_8);
    boolean fits = check.check(message) == null;
    double json = micros(JsonText::problem, message, rounds);
    // A new array each time, because the answer for the same one is remembered.
    double checked = micros(bytes -> check.check(bytes.clone()), message, rounds);
    System.out.printf(
        Locale.ROOT,
        "%-14s %6d bytes  data: json %8.1f us  with schema %8.1f us  %s%n",
        name,
        message.length,
        json,
        checked,
        fits ? "fits" : "refused");
  }

  private static double micros(Check check, byte[] message, int rounds) throws Exception {
    double[] medians = new double[rounds];
    round(check, message);
    for (int i = 0; i < rounds; i++) {
      medians[i] = round(check, message);
    }
    Arrays.sort(medians);
    return medians[rounds / 2];
  }

  private static double round(Check check, byte[] message) throws Exception {
    long start = CPU.getCurrentThreadCpuTime();
    long now = start;
    int count = 0;
    while (now - start < ROUND_NANOS) {
      check.run(message);
      count++;
      now = CPU.getCurrentThreadCpuTime();
    }
    return (now - start) / 1e3 / count;
  }
}
