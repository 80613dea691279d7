package io.wsgateway.config.reference;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.wsgateway.config.Key;
import io.wsgateway.config.schema.Entry;
import io.wsgateway.config.schema.EnumNames;
import io.wsgateway.config.schema.Shape;
import io.wsgateway.config.schema.Shapes;

/** Writes the JSON schema (draft 2020-12) of the configuration file, for editors. */
public final class JsonSchema {
  private JsonSchema() {}

  /** Returns the schema, which covers types, names and ranges, but not checks across keys. */
  public static JsonObject json() {
    JsonObject schema =
        new JsonObject()
            .put("$schema", "https://json-schema.org/draft/2020-12/schema")
            .put("title", "Configuration of ws-gateway");
    return schema.mergeIn(of(Shapes.ROOT));
  }

  private static JsonObject of(Shape shape) {
    if (shape instanceof Shape.Group group) {
      return group(group);
    }
    if (shape instanceof Shape.ListOf list) {
      return new JsonObject().put("type", "array").put("items", of(list.element()));
    }
    if (shape instanceof Shape.MapOf map) {
      return new JsonObject()
          .put("type", "object")
          .put("propertyNames", new JsonObject().put("pattern", whole(map.key().pattern())))
          .put("additionalProperties", of(map.value()));
    }
    return scalar((Shape.Scalar) shape);
  }

  private static JsonObject group(Shape.Group group) {
    JsonObject properties = new JsonObject();
    JsonArray required = new JsonArray();
    for (Entry entry : group.entries()) {
      properties.put(entry.name(), property(entry));
      if (entry.required()) {
        required.add(entry.name());
      }
    }
    JsonObject schema =
        new JsonObject()
            .put("type", "object")
            .put("additionalProperties", false)
            .put("properties", properties);
    return required.isEmpty() ? schema : schema.put("required", required);
  }

  private static JsonObject property(Entry entry) {
    JsonObject schema = of(entry.shape()).put("description", entry.key().value());
    boolean hasDefault = entry.shape() instanceof Shape.Scalar && !entry.key().initial().isEmpty();
    return hasDefault ? schema.put("default", initial((Shape.Scalar) entry.shape())) : schema;
  }

  private static JsonObject scalar(Shape.Scalar scalar) {
    Class<?> type = scalar.type();
    Key key = scalar.key();
    if (type == boolean.class) {
      return new JsonObject().put("type", "boolean");
    }
    if (type == int.class || type == long.class) {
      return new JsonObject()
          .put("type", "integer")
          .put("minimum", key.min())
          .put("maximum", key.max());
    }
    if (type.isEnum()) {
      return new JsonObject().put("enum", words(type));
    }
    JsonObject text = new JsonObject().put("type", "string");
    return key.pattern().isEmpty() ? text : text.put("pattern", whole(key.pattern()));
  }

  private static Object initial(Shape.Scalar scalar) {
    Object value = scalar.initial();
    return value instanceof Enum<?> word ? number(EnumNames.of(word)) : value;
  }

  private static JsonArray words(Class<?> type) {
    return new JsonArray(EnumNames.all(type).stream().map(JsonSchema::number).toList());
  }

  /** Users write values of digits without quotes, so editors need them as numbers. */
  private static Object number(String word) {
    return word.matches("[0-9]{1,9}") ? Integer.valueOf(word) : word;
  }

  private static String whole(String pattern) {
    return "^(?:" + pattern + ")$";
  }
}
