package io.wsgateway.monitoring;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** The rules of {@code monitoring/rules.yaml}. */
final class RuleFile {
  static final Path PATH = Path.of("monitoring", "rules.yaml");

  private final List<Map<String, Object>> rules;

  private RuleFile(List<Map<String, Object>> rules) {
    this.rules = rules;
  }

  /**
   * An alert.
   *
   * @param annotations its summary, description and link
   */
  record Alert(
      String name, String expr, Map<String, String> labels, Map<String, String> annotations) {
    @Override
    public String toString() {
      return name;
    }
  }

  static RuleFile read() throws IOException {
    List<Map<String, List<Map<String, Object>>>> groups = list(yaml(PATH).get("groups"));
    return new RuleFile(groups.stream().flatMap(group -> group.get("rules").stream()).toList());
  }

  /** A YAML file as plain values, without duplicate keys. */
  static Map<String, Object> yaml(Path file) throws IOException {
    LoaderOptions options = new LoaderOptions();
    options.setAllowDuplicateKeys(false);
    return new Yaml(new SafeConstructor(options)).load(Files.readString(file));
  }

  @SuppressWarnings("unchecked") // what a YAML file has is checked by promtool
  static <T> List<T> list(Object value) {
    return (List<T>) value;
  }

  @SuppressWarnings("unchecked") // as above
  private static Map<String, String> texts(Object value) {
    return (Map<String, String>) value;
  }

  List<Alert> alerts() {
    return rules.stream()
        .filter(rule -> rule.containsKey("alert"))
        .map(
            rule ->
                new Alert(
                    (String) rule.get("alert"),
                    (String) rule.get("expr"),
                    texts(rule.get("labels")),
                    texts(rule.get("annotations"))))
        .toList();
  }

  /** The expression of a recording rule by the name of what it records. */
  Stream<Map.Entry<String, String>> records() {
    return rules.stream()
        .filter(rule -> rule.containsKey("record"))
        .map(rule -> Map.entry((String) rule.get("record"), (String) rule.get("expr")));
  }

  /** The expressions of all rules. */
  List<String> expressions() {
    return rules.stream().map(rule -> (String) rule.get("expr")).toList();
  }
}
