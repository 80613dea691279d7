package io.wsgateway.validation;

import io.vertx.core.json.JsonObject;
import io.vertx.json.schema.Draft;
import io.vertx.json.schema.JsonFormatValidator;
import io.vertx.json.schema.JsonSchema;
import io.vertx.json.schema.JsonSchemaOptions;
import io.vertx.json.schema.OutputFormat;
import io.vertx.json.schema.Validator;
import io.wsgateway.channel.JsonProblem;
import io.wsgateway.channel.JsonValue;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Checks messages against one schema. The work for a message is bounded, whatever it and the schema
 * contain: a message that would need more does not fit.
 *
 * <p>Not thread-safe. It never changes the bytes of a message.
 */
public final class SchemaCheck {
  /** The deepest nesting of a message that is checked. */
  public static final int MAX_DEPTH = 64;

  /** The largest message that is checked, in bytes: its values take many times as much heap. */
  public static final int MAX_BYTES = 1_048_576;

  /** The most steps for one message; a value takes 4 or more for each schema that applies to it. */
  static final long STEPS = 40_000;

  /** The most steps to find out where a message does not fit. */
  private static final long FINDING_STEPS = 20_000;

  private static final String BASE = "gateway://schema/";
  private static final Misfit TOO_COSTLY =
      new Misfit("", "is too large or too complex to be checked against the schema");

  private final List<NodeRule> rules;
  private final Budget budget = new Budget();
  private final Validator validator;
  private final Validator finder;
  private byte @Nullable [] last;
  private @Nullable Misfit lastMisfit;

  SchemaCheck(JsonObject schema, List<NodeRule> rules) {
    this.rules = rules;
    this.validator = validator(schema, OutputFormat.Flag);
    this.finder = validator(schema.copy(), OutputFormat.Basic);
  }

  private Validator validator(JsonObject schema, OutputFormat output) {
    JsonSchemaOptions options =
        new JsonSchemaOptions()
            .setBaseUri(BASE)
            .setDraft(Draft.DRAFT202012)
            .setOutputFormat(output);
    JsonFormatValidator ours = this::problem;
    return Validator.create(JsonSchema.of(schema), options, ours);
  }

  /** The library calls it for each value and each schema that applies to it. */
  private @Nullable String problem(String type, @Nullable String rule, @Nullable Object value) {
    return rule == null ? null : rules.get(Integer.parseInt(rule)).problem(value, budget);
  }

  /**
   * Checks one message.
   *
   * @param utf8 must not be changed later, because the answer for the same array is remembered: a
   *     broadcast checks one payload for many channels
   * @return why it does not fit, or null if it does
   * @throws JsonProblem if it is not JSON
   */
  public @Nullable Misfit check(byte[] utf8) throws JsonProblem {
    if (utf8 != last) {
      lastMisfit =
          utf8.length > MAX_BYTES
              ? new Misfit("", "is over " + MAX_BYTES + " bytes")
              : check(JsonValue.read(utf8));
      last = utf8;
    }
    return lastMisfit;
  }

  private @Nullable Misfit check(JsonValue message) {
    if (message.depth() > MAX_DEPTH) {
      return new Misfit("", "is nested deeper than " + MAX_DEPTH + " levels");
    }
    try {
      budget.start(STEPS);
      return validator.validate(message.value()).getValid() ? null : finding(message.value());
    } catch (Budget.Exceeded | StackOverflowError e) {
      return TOO_COSTLY;
    }
  }

  private Misfit finding(@Nullable Object value) {
    try {
      budget.start(FINDING_STEPS);
      return Findings.of(finder.validate(value));
    } catch (Budget.Exceeded | StackOverflowError e) {
      return new Misfit("", "does not fit the schema, and is too large to find out where");
    }
  }
}
