package io.wsgateway.config.text;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.StringReader;
import java.util.List;
import java.util.Set;
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
 * Reads YAML with every scalar as text. The declared type of a key decides what its value means, so
 * {@code no}, {@code 1:30} and {@code 2026-01-01} keep their text. Duplicate keys are errors, and
 * so are tags that change the type of a text, and aliases that expand a small text to a huge one.
 */
final class StrictYaml {
  /** The standard tags for the types that values have here anyway. */
  private static final Set<Tag> TAGS =
      Set.of(
          Tag.STR,
          Tag.INT,
          Tag.FLOAT,
          Tag.BOOL,
          Tag.NULL,
          Tag.TIMESTAMP,
          Tag.MERGE,
          Tag.SEQ,
          Tag.MAP);

  private final ReadTree tree = new ReadTree();

  private StrictYaml() {}

  /**
   * Reads a text that contains at most one document.
   *
   * @throws YamlProblem if it does not
   */
  static ConfigText read(String text) {
    StrictYaml yaml = new StrictYaml();
    Node node = compose(text);
    Object value = node == null ? null : yaml.convert(node, "", 0);
    return new ConfigText(value, yaml.tree.lines());
  }

  private static @Nullable Node compose(String text) {
    LoaderOptions options = new LoaderOptions();
    // Tags do nothing here; convert rejects those that are not allowed.
    options.setTagInspector(tag -> true);
    // ReadTree limits the tree, and the caller limits the text.
    options.setCodePointLimit(Integer.MAX_VALUE);
    options.setMaxAliasesForCollections(Integer.MAX_VALUE);
    try {
      return new Yaml(options).compose(new StringReader(text));
    } catch (MarkedYAMLException e) {
      throw YamlWords.problem(e);
    } catch (ReaderException e) {
      long line = text.codePoints().limit(e.getPosition()).filter(c -> c == '\n').count();
      throw new YamlProblem(
          "contains a character that YAML does not allow (line " + (line + 1) + ")");
    } catch (YAMLException e) {
      throw new YamlProblem("is nested too deep");
    }
  }

  private @Nullable Object convert(Node node, String path, int depth) {
    tree.enter(depth, line(node), column(node));
    if (!TAGS.contains(node.getTag())) {
      throw new YamlProblem(
          "has a tag that is not a standard YAML tag, such as !ENV or !vault",
          line(node),
          column(node),
          ": the gateway does not resolve tags; use file:PATH or an environment variable, and"
              + " quote a text that begins with !");
    }
    if (node instanceof MappingNode map) {
      return map(map, path, depth);
    }
    if (node instanceof SequenceNode sequence) {
      JsonArray list = new JsonArray();
      for (Node element : sequence.getValue()) {
        String child = KeyPaths.element(path, list.size());
        tree.note(child, line(element));
        list.add(convert(element, child, depth + 1));
      }
      return list;
    }
    ScalarNode scalar = (ScalarNode) node;
    boolean plain = scalar.getScalarStyle() == ScalarStyle.PLAIN;
    return plain && scalar.getTag().equals(Tag.NULL) ? null : scalar.getValue();
  }

  private JsonObject map(MappingNode node, String path, int depth) {
    JsonObject map = new JsonObject();
    Node merged = null;
    for (NodeTuple tuple : node.getValue()) {
      Node keyNode = tuple.getKeyNode();
      if (!(keyNode instanceof ScalarNode key) || !TAGS.contains(key.getTag())) {
        throw new YamlProblem("has a key that is not a text", line(keyNode), column(keyNode));
      }
      boolean merge = key.getTag().equals(Tag.MERGE);
      if (map.containsKey(key.getValue()) || (merge && merged != null)) {
        throw ReadTree.twice(key.getValue(), line(key), column(key));
      }
      if (merge) {
        merged = tuple.getValueNode();
      } else {
        String child = KeyPaths.child(path, key.getValue());
        tree.note(child, line(key));
        map.put(key.getValue(), convert(tuple.getValueNode(), child, depth + 1));
      }
    }
    if (merged != null) {
      merge(merged, map, path, depth);
    }
    return map;
  }

  /** Applies the merge key {@code <<}: keys of the map itself win, then those of earlier maps. */
  private void merge(Node merged, JsonObject map, String path, int depth) {
    List<Node> maps =
        merged instanceof SequenceNode sequence ? sequence.getValue() : List.of(merged);
    for (Node node : maps) {
      if (!(convert(node, KeyPaths.child(path, "<<"), depth + 1) instanceof JsonObject more)) {
        throw new YamlProblem(
            "has a merge key << whose value is not a map", line(node), column(node));
      }
      for (String name : more.fieldNames()) {
        if (!map.containsKey(name)) {
          map.put(name, more.getValue(name));
        }
      }
    }
  }

  private static int line(Node node) {
    Mark mark = node.getStartMark();
    return mark == null ? 1 : mark.getLine() + 1;
  }

  private static int column(Node node) {
    Mark mark = node.getStartMark();
    return mark == null ? 1 : mark.getColumn() + 1;
  }
}
