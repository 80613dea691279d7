package io.wsgateway.config;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.StringReader;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.DumperOptions.ScalarStyle;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;

/**
 * Reads YAML with every scalar as text: what a value is, the key's declared type says, so that
 * {@code no}, {@code 1:30} and {@code 2026-01-01} are what they look like. Duplicate keys are
 * errors, and so are aliases that would blow a small text up.
 */
final class StrictYaml {
  private static final int MAX_NODES = 100_000;

  private int nodes;

  private StrictYaml() {}

  /** The value of a text, null for one without content. */
  static @Nullable Object value(String text) {
    try {
      Node node = new Yaml(new LoaderOptions()).compose(new StringReader(withoutMark(text)));
      return node == null ? null : new StrictYaml().convert(node, 0);
    } catch (MarkedYAMLException e) {
      throw new YamlProblem(problem(e) + line(Optional.ofNullable(e.getProblemMark())));
    } catch (YAMLException e) {
      throw new YamlProblem("holds a character that YAML does not allow, or is nested too deep");
    }
  }

  /** The map that a whole file is; empty for a file without content. */
  static JsonObject document(String text) {
    Object value = value(text);
    if (value == null) {
      return new JsonObject();
    }
    if (value instanceof JsonObject map) {
      return FullKeys.inGroups(map);
    }
    throw new YamlProblem("must be a map of keys, such as \"http: { port: 8080 }\"");
  }

  private @Nullable Object convert(Node node, int depth) {
    if (++nodes > MAX_NODES || depth > 50) {
      throw new YamlProblem("is too large, or has an alias that holds itself");
    }
    if (node instanceof MappingNode map) {
      return map(map, depth);
    }
    if (node instanceof SequenceNode sequence) {
      JsonArray list = new JsonArray();
      sequence.getValue().forEach(element -> list.add(convert(element, depth + 1)));
      return list;
    }
    ScalarNode scalar = (ScalarNode) node;
    boolean plain = scalar.getScalarStyle() == ScalarStyle.PLAIN;
    return plain && scalar.getTag().equals(Tag.NULL) ? null : scalar.getValue();
  }

  private JsonObject map(MappingNode node, int depth) {
    JsonObject map = new JsonObject();
    for (NodeTuple tuple : node.getValue()) {
      Optional<Mark> mark = Optional.ofNullable(tuple.getKeyNode().getStartMark());
      if (!(tuple.getKeyNode() instanceof ScalarNode key)) {
        throw new YamlProblem("has a key that is not a text" + line(mark));
      }
      if (map.containsKey(key.getValue())) {
        throw new YamlProblem("has the key " + Given.quote(key.getValue()) + " twice" + line(mark));
      }
      map.put(key.getValue(), convert(tuple.getValueNode(), depth + 1));
    }
    return map;
  }

  /** The reader's words, except where they would quote a value, which may be a secret. */
  private static String problem(MarkedYAMLException e) {
    String problem = String.valueOf(e.getProblem());
    if (problem.contains("\\t")) {
      return "is not valid YAML: a tab where only spaces may stand";
    }
    if (problem.contains("alias")) {
      return "is not valid YAML: a text that begins with * must be quoted";
    }
    if (problem.contains("tag") || problem.contains("Tag")) {
      return "is not valid YAML: a text that begins with ! must be quoted";
    }
    return "is not valid YAML: " + problem.replaceAll("\\s+", " ");
  }

  private static String line(Optional<Mark> mark) {
    return mark.map(m -> " (line " + (m.getLine() + 1) + ", column " + (m.getColumn() + 1) + ")")
        .orElse("");
  }

  private static String withoutMark(String text) {
    return text.startsWith("\uFEFF") ? text.substring(1) : text;
  }
}
