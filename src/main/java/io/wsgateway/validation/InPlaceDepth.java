package io.wsgateway.validation;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Limits how many schemas apply to the same value, one inside the other: each takes a call, and a
 * schema that refers to itself without going into the message would never end.
 */
final class InPlaceDepth {
  /** The most levels of schemas for one value. */
  static final int MAX = 32;

  private static final int BUSY = -1;

  private final JsonObject named;
  private final Map<String, Integer> known = new HashMap<>();

  private InPlaceDepth(JsonObject named) {
    this.named = named;
  }

  /** Checks a compiled schema, whose {@code $ref} all name entries of its {@code $defs}. */
  static void check(JsonObject root) throws SchemaProblem {
    InPlaceDepth depths = new InPlaceDepth(root.getJsonObject("$defs"));
    depths.all(root);
    for (String name : depths.named.fieldNames()) {
      depths.all(depths.named.getValue(name));
    }
  }

  private void all(@Nullable Object schema) throws SchemaProblem {
    if (!(schema instanceof JsonObject object)) {
      return;
    }
    depth(object);
    for (String keyword : object.fieldNames()) {
      Object value = object.getValue(keyword);
      if (SchemaCompiler.MAPS.contains(keyword)) {
        for (Map.Entry<String, Object> member : (JsonObject) value) {
          all(member.getValue());
        }
      } else if (SchemaCompiler.LISTS.contains(keyword)) {
        for (Object element : (JsonArray) value) {
          all(element);
        }
      } else if (SchemaCompiler.SINGLE.contains(keyword)) {
        all(value);
      }
    }
  }

  private int depth(@Nullable Object schema) throws SchemaProblem {
    if (!(schema instanceof JsonObject object)) {
      return 0;
    }
    int deepest = 0;
    for (Object inner : inPlace(object)) {
      deepest = Math.max(deepest, depth(inner));
    }
    String ref = object.getString("$ref");
    if (ref != null) {
      deepest = Math.max(deepest, ofNamed(ref.substring("#/$defs/".length())));
    }
    if (deepest >= MAX) {
      throw new SchemaProblem(
          "", "applies more than " + MAX + " schemas inside each other to one value");
    }
    return deepest + 1;
  }

  private int ofNamed(String name) throws SchemaProblem {
    Integer before = known.get(name);
    if (before != null) {
      if (before == BUSY) {
        throw new SchemaProblem(
            "", "has a $ref that leads back to itself without going into the message");
      }
      return before;
    }
    known.put(name, BUSY);
    int depth = depth(named.getValue(name));
    known.put(name, depth);
    return depth;
  }

  private static List<Object> inPlace(JsonObject schema) {
    List<Object> inner = new ArrayList<>();
    for (String keyword : List.of("allOf", "anyOf", "oneOf")) {
      JsonArray schemas = schema.getJsonArray(keyword);
      if (schemas != null) {
        schemas.forEach(inner::add);
      }
    }
    JsonObject dependent = schema.getJsonObject("dependentSchemas");
    if (dependent != null) {
      dependent.fieldNames().forEach(name -> inner.add(dependent.getValue(name)));
    }
    Stream.of("not", "if", "then", "else")
        .map(schema::getValue)
        .filter(Objects::nonNull)
        .forEach(inner::add);
    return inner;
  }
}
