package io.wsgateway.api;

import io.vertx.core.AsyncResult;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Converts the outcome of a method to JSON: exactly one of {@code result} and {@code error}. */
final class ApiAnswer {
  private static final Logger log = LoggerFactory.getLogger(ApiAnswer.class);

  private ApiAnswer() {}

  static JsonObject of(AsyncResult<JsonObject> outcome) {
    return outcome.succeeded()
        ? new JsonObject().put("result", outcome.result())
        : new JsonObject().put("error", failure(outcome.cause()).toJson());
  }

  /** How many of a result's responses are errors; 0 if the result has none. */
  static int failures(JsonObject result) {
    return (int)
        result.getJsonArray("responses", new JsonArray()).stream()
            .filter(answer -> answer instanceof JsonObject json && json.containsKey("error"))
            .count();
  }

  /** Any other exception is an internal error: it is logged here, and its details are not sent. */
  static ApiFailure failure(Throwable cause) {
    if (cause instanceof ApiFailure failure) {
      return failure;
    }
    log.atError()
        .addKeyValue("event", "api.failed")
        .setCause(cause)
        .log("an API method failed unexpectedly");
    return new ApiFailure(ApiError.INTERNAL, "");
  }
}
