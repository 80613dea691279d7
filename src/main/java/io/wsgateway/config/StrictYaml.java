package io.wsgateway.config;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.StringReader;
import java.util.HashMap;
import java.util.Map;
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
import org.yaml.snakeyaml.reader.ReaderException;

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
    } catch (ReaderException e) {
      long line =
          withoutMark(text).codePoints().limit(e.getPosition()).filter(c -> c == '\n').count();
      throw new YamlProblem("holds a character that YAML does not allow (line " + (line + 1) + ")");
    } catch (YAMLException e) {
      throw new YamlProblem("is nested too deep for YAML");
    }
  }

  /** The map that a whole file is; empty for a file without content. */
  static JsonObject document(String text) {
    Object value = value(text);
    if (value == null) {
      return new JsonObject();
    }
    if (value instanceof JsonObject map) {
      return FullKeys.inGroups(map, lines(text));
    }
    throw new YamlProblem("must be a map of keys, such as \"http: { port: 8080 }\"");
  }

  /** The line of each key and element of a document that can be read, by full name; from 1. */
  static Map<String, Integer> lines(String text) {
    Map<String, Integer> lines = new HashMap<>();
    Node root = new Yaml(new LoaderOptions()).compose(new StringReader(withoutMark(text)));
    if (root != null) {
      note(root, "", lines);
    }
    return lines;
  }

  private static void note(Node node, String path, Map<String, Integer> lines) {
    if (node instanceof MappingNode map) {
      for (NodeTuple tuple : map.getValue()) {
        if (tuple.getKeyNode() instanceof ScalarNode key) {
          String child = Paths.child(path, key.getValue());
          lines.put(child, key.getStartMark().getLine() + 1);
          note(tuple.getValueNode(), child, lines);
        }
      }
    } else if (node instanceof SequenceNode sequence) {
      for (int i = 0; i < sequence.getValue().size(); i++) {
        Node element = sequence.getValue().get(i);
        lines.put(Paths.element(path, i), element.getStartMark().getLine() + 1);
        note(element, Paths.element(path, i), lines);
      }
    }
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
        throw new YamlProblem(
            "has the key "
                + Given.quote(key.getValue())
                + " twice"
                + line(mark)
                + ": leave one, which may hold what both do");
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
    if (problem.contains("<block end>")) {
      return "is not valid YAML: the line is indented otherwise than those above it";
    }
    String hint =
        problem.contains("mapping values") ? ": a text that holds \": \" must be quoted" : "";
    return "is not valid YAML: " + problem.replaceAll("\\s+", " ") + hint;
  }

  private static String line(Optional<Mark> mark) {
    return mark.map(m -> " (line " + (m.getLine() + 1) + ", column " + (m.getColumn() + 1) + ")")
        .orElse("");
  }

  private static String withoutMark(String text) {
    return text.startsWith("\uFEFF") ? text.substring(1) : text;
  }
}
