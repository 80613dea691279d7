package io.wsgateway.protocol.raw;

import io.wsgateway.channel.JsonProblem;
import io.wsgateway.channel.JsonText;
import io.wsgateway.config.EndpointConfig;
import io.wsgateway.config.EndpointConfig.DataKind;
import io.wsgateway.config.EndpointConfig.OnInvalid;
import io.wsgateway.connection.EndReason;
import io.wsgateway.metrics.InvalidMetrics;
import io.wsgateway.metrics.InvalidMetrics.Source;
import io.wsgateway.protocol.raw.Outcome.Refusal;
import io.wsgateway.validation.Misfit;
import io.wsgateway.validation.SchemaCheck;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Checks that clients of an endpoint send what it takes: text only, JSON only, JSON that fits the
 * endpoint's schema. It belongs to one event loop.
 */
public final class ClientMessages {
  private final EndpointConfig endpoint;
  private final @Nullable SchemaCheck schema;
  private final InvalidMetrics metrics;

  /**
   * Makes the checks of an endpoint for one event loop.
   *
   * @param schema checks against the endpoint's schema; null if it has none
   */
  public ClientMessages(
      EndpointConfig endpoint, @Nullable SchemaCheck schema, InvalidMetrics metrics) {
    this.endpoint = endpoint;
    this.schema = schema;
    this.metrics = metrics;
  }

  /**
   * Why a message is not taken.
   *
   * @param reason why its sender is closed
   * @param at a JSON Pointer to what does not fit the schema; null if that does not apply
   * @param sentence the same in words, for the sender
   * @param dropped whether the sender is not closed, and only loses the message
   */
  record Refused(EndReason reason, @Nullable String at, String sentence, boolean dropped) {
    /** The reason for programs. */
    String code() {
      return reason == EndReason.UNSUPPORTED_DATA ? "unsupported" : Refusal.INVALID;
    }
  }

  /** Returns why a message is not taken, or null if it is. */
  @Nullable Refused refused(boolean text, byte[] bytes) {
    if (!text && !endpoint.binary()) {
      return unsupported("this endpoint takes text only");
    }
    if (endpoint.data() == DataKind.TEXT) {
      return null;
    }
    if (!text) {
      return unsupported("this endpoint takes JSON in text messages");
    }
    Refused refused = schema == null ? notJson(bytes) : unfit(schema, bytes);
    if (refused != null) {
      metrics.invalid(Source.CLIENT);
    }
    return refused;
  }

  private static Refused unsupported(String sentence) {
    return new Refused(EndReason.UNSUPPORTED_DATA, null, sentence, false);
  }

  private @Nullable Refused notJson(byte[] bytes) {
    Optional<String> problem = JsonText.problem(bytes);
    return problem.isEmpty() ? null : notJson(problem.get());
  }

  private Refused notJson(String problem) {
    return new Refused(EndReason.INVALID_DATA, null, "not valid JSON: " + problem, isDropped());
  }

  private @Nullable Refused unfit(SchemaCheck check, byte[] bytes) {
    try {
      Misfit misfit = check.check(bytes);
      return misfit == null
          ? null
          : new Refused(
              EndReason.UNFIT,
              misfit.pointer(),
              "does not fit the schema " + misfit.sentence(),
              isDropped());
    } catch (JsonProblem e) {
      return notJson("it " + e.getMessage());
    }
  }

  private boolean isDropped() {
    return endpoint.onInvalid() == OnInvalid.DROP;
  }
}
