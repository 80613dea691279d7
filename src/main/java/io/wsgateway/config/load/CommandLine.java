package io.wsgateway.config.load;

import io.vertx.core.json.JsonObject;
import io.wsgateway.config.schema.Shape;
import io.wsgateway.config.text.KeyPaths;
import io.wsgateway.config.text.Printable;
import io.wsgateway.config.text.SystemText;
import io.wsgateway.config.text.YamlProblem;
import java.util.List;

/** Reads the layer of {@code --set key=value}. */
final class CommandLine {
  static final String LABEL = "--set";

  private CommandLine() {}

  static Layer layer(List<String> sets, List<String> problems, List<String> warnings) {
    JsonObject values = new JsonObject();
    for (String set : sets) {
      int equals = set.indexOf('=');
      // Without a key the text may be anything, even a secret, so the message does not show it.
      if (equals < 0) {
        problems.add("--set: needs key=value, such as --set http.port=9000");
      } else if (SystemText.problem(set).isPresent()) {
        String key = Printable.escaped(set.substring(0, equals));
        problems.add("--set " + key + ": " + SystemText.problem(set).get());
      } else {
        String text = set.substring(equals + 1);
        put(values, set.substring(0, equals).strip(), text, problems, warnings);
      }
    }
    return Layer.of(values, LABEL);
  }

  private static void put(
      JsonObject values, String key, String text, List<String> problems, List<String> warnings) {
    List<String> names = KeyPaths.names(key);
    if (names.stream().anyMatch(String::isEmpty)) {
      problems.add("--set " + Printable.quoted(key) + ": needs a full key, such as http.port");
      return;
    }
    Shape shape = OverrideText.shape(names);
    if (shape != null && OverrideText.isNone(shape, text)) {
      warnings.add("--set " + Printable.escaped(key) + OverrideText.none(shape, text));
      return;
    }
    try {
      OverrideText.put(values, names, OverrideText.value(shape, text));
    } catch (YamlProblem e) {
      problems.add("--set " + Printable.escaped(key) + ": " + e.sentence());
    }
  }
}
