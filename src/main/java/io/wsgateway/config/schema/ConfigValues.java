package io.wsgateway.config.schema;

import io.wsgateway.config.GatewayConfig;
import io.wsgateway.config.text.KeyPaths;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Visits the values of a configuration. */
public final class ConfigValues {
  /** Receives every key: its full name, the name it is declared under, and its value. */
  public interface Visitor {
    void visit(String path, String declared, Entry entry, @Nullable Object value);
  }

  private ConfigValues() {}

  public static void forEach(GatewayConfig config, Visitor visitor) {
    group("", "", Shapes.ROOT, config, visitor);
  }

  private static void group(
      String path, String declared, Shape.Group group, Object record, Visitor visitor) {
    for (Entry entry : group.entries()) {
      Object value = entry.read(record);
      String child = KeyPaths.child(path, entry.name());
      String declaredChild = KeyPaths.child(declared, entry.name());
      visitor.visit(child, declaredChild, entry, value);
      if (value != null) {
        inside(child, declaredChild, entry.shape(), value, visitor);
      }
    }
  }

  private static void inside(
      String path, String declared, Shape shape, Object value, Visitor visitor) {
    if (shape instanceof Shape.Group group) {
      group(path, declared, group, value, visitor);
    } else if (shape instanceof Shape.ListOf list && value instanceof List<?> elements) {
      for (int i = 0; i < elements.size(); i++) {
        String child = KeyPaths.element(path, i);
        inside(child, declared + "[]", list.element(), elements.get(i), visitor);
      }
    } else if (shape instanceof Shape.MapOf map && value instanceof Map<?, ?> named) {
      named.forEach(
          (name, element) ->
              inside(path + "." + name, declared + ".*", map.value(), element, visitor));
    }
  }
}
