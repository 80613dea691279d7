package io.wsgateway.api;

import io.vertx.core.AsyncResult;
import io.vertx.core.json.JsonObject;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What a method came to, as JSON: exactly one of {@code result} and {@code error}. */
final class ApiAnswer {
  private static final Logger log = LoggerFactory.getLogger(ApiAnswer.class);

  private ApiAnswer() {}

  static JsonObject of(AsyncResult<JsonObject> outcome) {
    return outcome.succeeded()
        ? new JsonObject().put("result", outcome.result())
        : new JsonObject().put("error", failure(outcome.cause()).toJson());
  }

  /** Anything that is not an answer is an accident: logged here, and told without its details. */
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
