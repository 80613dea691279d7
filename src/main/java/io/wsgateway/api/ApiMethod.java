package io.wsgateway.api;

import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;

/** One method of the HTTP API, without HTTP: fields in, result out. */
interface ApiMethod {
  /**
   * Executes the method.
   *
   * @return the content of {@code result}; fails with {@link ApiFailure}
   * @throws BadBodyException if a field has the wrong JSON type
   * @throws ApiFailure if a field is missing or invalid
   */
  Future<JsonObject> call(JsonFields fields);
}
