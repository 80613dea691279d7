package io.wsgateway.config.reference;

import io.vertx.core.json.Json;
import io.wsgateway.config.Secret;
import io.wsgateway.config.load.Layers;
import io.wsgateway.config.load.LoadedConfig;
import io.wsgateway.config.schema.Entry;
import io.wsgateway.config.schema.EnumNames;
import io.wsgateway.config.schema.Shape;
import io.wsgateway.config.schema.Shapes;
import io.wsgateway.config.text.KeyPaths;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Writes a configuration as YAML that can be loaded again, except that secrets are masked. Each
 * line has a comment that names the source of its value.
 */
public final class EffectiveYaml {
  // These are texts here, but other YAML readers would convert them.
  private static final Set<String> QUOTED =
      Set.of("true", "false", "null", "yes", "no", "on", "off", "y", "n");

  private final StringBuilder out = new StringBuilder();
  private final Layers origins;

  private EffectiveYaml(Layers origins) {
    this.origins = origins;
  }

  /** Returns the whole configuration, including all defaults. */
  public static String write(LoadedConfig loaded) {
    EffectiveYaml yaml = new EffectiveYaml(loaded.layers());
    yaml.group(Shapes.ROOT, loaded.config(), "", "");
    return yaml.out.toString();
  }

  private void group(Shape.Group group, Object record, String path, String indent) {
    for (Entry entry : group.entries()) {
      String child = KeyPaths.child(path, entry.name());
      Object value = entry.read(record);
      value(entry.shape(), value, child, indent, entry.name(), entry.key().derived());
    }
  }

  private void value(
      Shape shape,
      @Nullable Object value,
      String path,
      String indent,
      String name,
      String derived) {
    String head = indent + name + ":";
    if (shape instanceof Shape.Group group && value != null) {
      line(head);
      group(group, value, path, indent + "  ");
    } else if (shape instanceof Shape.MapOf map && value instanceof Map<?, ?> m && !m.isEmpty()) {
      line(head + origins.unset(path).map(unset -> "  # " + unset).orElse(""));
      m.forEach(
          (key, element) -> {
            String child = String.valueOf(key);
            value(map.value(), element, path + "." + child, indent + "  ", text(child), "");
          });
    } else if (shape instanceof Shape.ListOf list
        && list.element() instanceof Shape.Group group
        && value instanceof List<?> elements
        && !elements.isEmpty()) {
      line(head + origin(path, derived));
      elements.forEach(element -> element(group, element, indent + "  "));
    } else {
      line(head + " " + flow(value) + origin(path, derived));
    }
  }

  /** Writes an element of a list: its first key follows the dash. */
  private void element(Shape.Group group, Object record, String indent) {
    String dash = "- ";
    for (Entry entry : group.entries()) {
      line(indent + dash + entry.name() + ": " + flow(entry.read(record)));
      dash = "  ";
    }
  }

  private String origin(String path, String derived) {
    if (path.contains("[")) {
      return "";
    }
    String origin = origins.of(path);
    boolean isDerived = origin.equals(Layers.DEFAULT) && !derived.isEmpty();
    return "  # "
        + (isDerived ? origin + ": " + derived : origin)
        + origins.unset(path).map(unset -> "; " + unset).orElse("");
  }

  private void line(String line) {
    out.append(line).append('\n');
  }

  private static String flow(@Nullable Object value) {
    if (value instanceof List<?> elements) {
      return elements.stream().map(EffectiveYaml::flow).collect(Collectors.joining(", ", "[", "]"));
    }
    if (value instanceof Map<?, ?>) {
      return "{}";
    }
    if (value instanceof Enum<?> word) {
      String name = EnumNames.of(word);
      return name.matches("[0-9]+") ? name : text(name);
    }
    return value instanceof String || value instanceof Secret
        ? text(value.toString())
        : String.valueOf(value);
  }

  private static String text(String text) {
    boolean plain =
        text.matches("[A-Za-z/][A-Za-z0-9_./-]*")
            && !QUOTED.contains(text.toLowerCase(Locale.ROOT));
    return plain ? text : Json.encode(text);
  }
}
