package io.wsgateway.validation;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Turns a schema into one that the library checks in a bounded time: what could take long, the
 * gateway checks itself ({@link NodeRule}), called by the library through a {@code format} that
 * names the rule; what could not be bounded is a problem.
 */
final class SchemaCompiler {
  private static final String DIALECT = "https://json-schema.org/draft/2020-12/schema";

  private static final Set<String> ANNOTATIONS =
      Set.of(
          "$anchor",
          "$comment",
          "$defs",
          "$vocabulary",
          "contentEncoding",
          "contentMediaType",
          "contentSchema",
          "default",
          "definitions",
          "deprecated",
          "description",
          "examples",
          "readOnly",
          "title",
          "writeOnly");
  private static final Set<String> COPIED =
      Set.of(
          "type",
          "required",
          "minimum",
          "maximum",
          "exclusiveMinimum",
          "exclusiveMaximum",
          "multipleOf");
  private static final Set<String> COUNTS =
      Set.of(
          "minLength",
          "maxLength",
          "minItems",
          "maxItems",
          "minContains",
          "maxContains",
          "minProperties",
          "maxProperties");

  /** Keywords whose value is a list of schemas. */
  static final Set<String> LISTS = Set.of("allOf", "anyOf", "oneOf", "prefixItems");

  /** Keywords whose value holds a schema for each name. */
  static final Set<String> MAPS = Set.of("properties", "patternProperties", "dependentSchemas");

  /** Keywords whose value is a schema. */
  static final Set<String> SINGLE =
      Set.of(
          "not",
          "if",
          "then",
          "else",
          "items",
          "contains",
          "additionalProperties",
          "propertyNames",
          "unevaluatedItems",
          "unevaluatedProperties");

  private static final Set<String> DYNAMIC =
      Set.of("$dynamicRef", "$dynamicAnchor", "$recursiveRef", "$recursiveAnchor");

  private final References references;
  private final List<NodeRule> rules = new ArrayList<>();

  private SchemaCompiler(References references) {
    this.references = references;
  }

  /**
   * A schema for the library.
   *
   * @param root the schema itself
   * @param rules what its formats name, by index
   */
  record Compiled(JsonObject root, List<NodeRule> rules) {}

  static Compiled compile(Map<?, ?> schema) throws SchemaProblem {
    dialect(schema);
    SchemaCompiler compiler = new SchemaCompiler(References.of(schema));
    JsonObject root = new JsonObject();
    // In place, also if something refers to it: the library needs an object here.
    JsonObject body = compiler.body(schema, "");
    JsonObject named = new JsonObject();
    for (Map.Entry<String, String> reference : compiler.references.names().entrySet()) {
      String pointer = reference.getKey();
      Object target = compiler.references.at(pointer);
      named.put(
          reference.getValue(),
          target instanceof Map<?, ?> object ? compiler.body(object, pointer) : target);
    }
    root.mergeIn(body).put("$defs", named);
    InPlaceDepth.check(root);
    return new Compiled(root, List.copyOf(compiler.rules));
  }

  private static void dialect(Map<?, ?> schema) throws SchemaProblem {
    Object named = schema.get("$schema");
    if (named != null && !String.valueOf(named).replaceFirst("#$", "").equals(DIALECT)) {
      throw new SchemaProblem(
          "/$schema", "names another dialect; the gateway supports " + DIALECT + " only");
    }
  }

  private Object schema(@Nullable Object given, String pointer) throws SchemaProblem {
    String name = references.names().get(pointer);
    if (name != null) {
      return new JsonObject().put("$ref", "#/$defs/" + name);
    }
    if (given instanceof Map<?, ?> object) {
      return body(object, pointer);
    }
    if (given instanceof Boolean all) {
      return all;
    }
    throw new SchemaProblem(pointer, "must be a schema: an object, true or false");
  }

  private JsonObject body(Map<?, ?> given, String pointer) throws SchemaProblem {
    JsonObject body = new JsonObject();
    for (Map.Entry<?, ?> entry : given.entrySet()) {
      String keyword = String.valueOf(entry.getKey());
      keyword(body, keyword, entry.getValue(), pointer);
    }
    if (given.get("dependentRequired") instanceof Map<?, ?> dependent) {
      body.put("allOf", body.getJsonArray("allOf", new JsonArray()).add(dependent(dependent)));
    }
    rules.add(NodeRules.of(given, pointer));
    return body.put("format", Integer.toString(rules.size() - 1));
  }

  /** The library writes notes of its own into the object of {@code dependentRequired}. */
  private static JsonObject dependent(Map<?, ?> given) {
    JsonObject schemas = new JsonObject();
    given.forEach(
        (name, required) ->
            schemas.put(
                String.valueOf(name),
                new JsonObject().put("required", new JsonArray(List.copyOf((List<?>) required)))));
    return new JsonObject().put("dependentSchemas", schemas);
  }

  private void keyword(JsonObject body, String keyword, @Nullable Object value, String pointer)
      throws SchemaProblem {
    String at = Pointers.child(pointer, keyword);
    if (COPIED.contains(keyword)) {
      body.put(keyword, copy(value, at));
    } else if (COUNTS.contains(keyword) && value instanceof Number count) {
      body.put(keyword, (int) Math.min(count.doubleValue(), Integer.MAX_VALUE));
    } else if (LISTS.contains(keyword) && value instanceof List<?> schemas) {
      body.put(keyword, list(schemas, at));
    } else if (MAPS.contains(keyword) && value instanceof Map<?, ?> schemas) {
      body.put(keyword, map(keyword, schemas, at));
    } else if (SINGLE.contains(keyword)) {
      body.put(keyword, schema(value, at));
    } else if (keyword.equals("$ref")) {
      body.put(keyword, "#/$defs/" + reference(String.valueOf(value), at));
    } else {
      refuse(keyword, pointer, at);
    }
  }

  private JsonArray list(List<?> given, String at) throws SchemaProblem {
    JsonArray schemas = new JsonArray();
    for (int i = 0; i < given.size(); i++) {
      schemas.add(schema(given.get(i), Pointers.child(at, i)));
    }
    return schemas;
  }

  private JsonObject map(String keyword, Map<?, ?> given, String at) throws SchemaProblem {
    JsonObject schemas = new JsonObject();
    for (Map.Entry<?, ?> member : given.entrySet()) {
      String name = String.valueOf(member.getKey());
      if (keyword.equals("patternProperties") && !PlainPattern.accepts(name)) {
        throw new SchemaProblem(
            Pointers.child(at, name),
            "is too complex for a pattern of names: use characters, classes such as [a-z], at most"
                + " one repetition (and then ^ at the start), no groups");
      }
      schemas.put(name, schema(member.getValue(), Pointers.child(at, name)));
    }
    return schemas;
  }

  private String reference(String ref, String at) throws SchemaProblem {
    if (!ref.startsWith("#")) {
      throw new SchemaProblem(
          at,
          "refers to another document, and the gateway loads none: put it under $defs and refer to"
              + " it as #/$defs/NAME");
    }
    String name = references.name(ref);
    if (name == null) {
      throw new SchemaProblem(at, "refers to a place where there is no schema");
    }
    return name;
  }

  private static void refuse(String keyword, String pointer, String at) throws SchemaProblem {
    if (DYNAMIC.contains(keyword)) {
      throw new SchemaProblem(at, "is not supported: use $ref");
    }
    if (keyword.equals("$id") && !pointer.isEmpty()) {
      throw new SchemaProblem(at, "is supported at the top level only");
    }
    boolean ours =
        Set.of(
                "$id",
                "$schema",
                "enum",
                "const",
                "pattern",
                "format",
                "uniqueItems",
                "dependentRequired")
            .contains(keyword);
    if (!ours && !ANNOTATIONS.contains(keyword) && !keyword.startsWith("x-")) {
      throw new SchemaProblem(
          at, "is not a keyword of JSON Schema 2020-12; begin names of your own with x-");
    }
  }

  private static @Nullable Object copy(@Nullable Object value, String at) throws SchemaProblem {
    if (value instanceof Double real && real.isInfinite()) {
      throw new SchemaProblem(at, "is a number out of range");
    }
    return value instanceof List<?> list ? new JsonArray(new ArrayList<>(list)) : value;
  }
}
