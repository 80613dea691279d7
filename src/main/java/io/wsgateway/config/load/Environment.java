package io.wsgateway.config.load;

import io.vertx.core.json.JsonObject;
import io.wsgateway.config.schema.Shape;
import io.wsgateway.config.schema.VariableNames;
import io.wsgateway.config.text.KeyPaths;
import io.wsgateway.config.text.NearestName;
import io.wsgateway.config.text.Printable;
import io.wsgateway.config.text.SystemText;
import io.wsgateway.config.text.YamlProblem;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Reads the layer of environment variables. */
final class Environment {
  private Environment() {}

  static Layer layer(
      Map<String, String> environment, List<String> problems, List<String> warnings) {
    JsonObject values = new JsonObject();
    Map<String, String> labels = new HashMap<>();
    Map<String, String> unset = new HashMap<>();
    new TreeMap<>(environment)
        .forEach(
            (name, text) -> {
              String path = VariableNames.keysByName().get(name);
              if (path == null) {
                if (name.startsWith(VariableNames.PREFIX)) {
                  warnings.add(unknown(name));
                }
              } else if (SystemText.problem(text).isPresent()) {
                problems.add(path + " (from " + name + "): " + SystemText.problem(text).get());
              } else if (OverrideText.isNone(shape(path), text)) {
                unset.put(path, name);
                // Scripts pass an unset variable on as an empty one: no warning for that.
                if (!OverrideText.isBlank(text)) {
                  warnings.add(name + OverrideText.none(shape(path), text));
                }
              } else {
                labels.put(path, name);
                put(values, path, name, text, problems);
              }
            });
    return new Layer(values, labels, "environment", Map.of(), unset);
  }

  private static @Nullable Shape shape(String path) {
    return OverrideText.shape(KeyPaths.names(path));
  }

  private static void put(
      JsonObject values, String path, String name, String text, List<String> problems) {
    try {
      OverrideText.put(values, KeyPaths.names(path), OverrideText.value(shape(path), text));
    } catch (YamlProblem e) {
      problems.add(path + " (from " + name + "): " + e.sentence());
    }
  }

  private static String unknown(String name) {
    return Printable.escaped(name)
        + " does not match any key and is ignored"
        + NearestName.of(name, VariableNames.keysByName().keySet())
            .map(known -> "; the nearest is " + known)
            .orElse("");
  }
}
