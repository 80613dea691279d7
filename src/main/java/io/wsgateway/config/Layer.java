package io.wsgateway.config;

import io.vertx.core.json.JsonObject;
import java.util.Map;

/**
 * One source of values.
 *
 * @param values what it says
 * @param labels for single keys, what to call the source in a message: the name of a variable
 * @param label what to call it otherwise
 * @param lines where its keys stand, as far as it has lines
 */
record Layer(
    JsonObject values, Map<String, String> labels, String label, Map<String, Integer> lines) {
  Layer(JsonObject values, Map<String, String> labels, String label) {
    this(values, labels, label, Map.of());
  }

  static Layer of(JsonObject values, String label) {
    return new Layer(values, Map.of(), label);
  }
}
