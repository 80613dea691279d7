package io.wsgateway.api;

import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.wsgateway.api.DrainControl.Status;
import java.util.function.Supplier;

/**
 * Implements {@code drain} and {@code undrain}. With {@code status: true} the call changes nothing.
 *
 * @param begin what the method does
 * @param status tells how far the drain is
 */
record DrainMethod(Supplier<Future<Status>> begin, Supplier<Future<Status>> status)
    implements ApiMethod {
  static DrainMethod drain(DrainControl control) {
    return new DrainMethod(control::drain, control::status);
  }

  static DrainMethod undrain(DrainControl control) {
    return new DrainMethod(control::undrain, control::status);
  }

  @Override
  public Future<JsonObject> call(JsonFields fields) {
    return (fields.flag("status") ? status : begin).get().map(DrainMethod::json);
  }

  private static JsonObject json(Status status) {
    return new JsonObject()
        .put("draining", status.draining())
        .put("remaining", status.remaining())
        .put("drained", status.drained());
  }
}
