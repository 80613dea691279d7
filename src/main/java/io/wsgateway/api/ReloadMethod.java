package io.wsgateway.api;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;

/** Implements {@code reload}: applies what has changed in the files of the configuration. */
final class ReloadMethod implements ApiMethod {
  private final ReloadControl control;

  ReloadMethod(ReloadControl control) {
    this.control = control;
  }

  @Override
  public Future<JsonObject> call(JsonFields fields) {
    return Future.fromCompletionStage(control.reload(), Vertx.currentContext())
        .map(ReloadMethod::result);
  }

  private static JsonObject result(ReloadControl.Outcome outcome) {
    return new JsonObject()
        .put("applied", new JsonArray(outcome.applied()))
        .put("needRestart", new JsonArray(outcome.needRestart()));
  }
}
