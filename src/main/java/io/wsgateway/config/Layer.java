package io.wsgateway.config;

import io.vertx.core.json.JsonObject;
import java.util.Map;

/**
 * One source of values.
 *
 * @param values what it says
 * @param labels for single keys, what to call the source in a message: the name of a variable
 * @param label what to call it otherwise
 */
record Layer(JsonObject values, Map<String, String> labels, String label) {
  static Layer of(JsonObject values, String label) {
    return new Layer(values, Map.of(), label);
  }
}
