package io.wsgateway.config.text;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.jspecify.annotations.Nullable;

/** Reads JSON as {@link StrictYaml} reads YAML: every scalar stays the text as written. */
final class JsonReader {
  private static final JsonFactory JSON =
      new JsonFactoryBuilder()
          .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
          .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
          .streamReadConstraints(
              // ConfigText limits the text, and ReadTree the tree.
              StreamReadConstraints.builder()
                  .maxNestingDepth(Integer.MAX_VALUE)
                  .maxStringLength(Integer.MAX_VALUE)
                  .maxNameLength(Integer.MAX_VALUE)
                  .maxNumberLength(Integer.MAX_VALUE)
                  .build())
          .build();

  private final JsonParser parser;
  private final ReadTree tree = new ReadTree();

  private JsonReader(JsonParser parser) {
    this.parser = parser;
  }

  /**
   * Reads a text that holds one value.
   *
   * @throws SyntaxProblem if the text is not JSON
   * @throws YamlProblem if it is JSON that is not accepted here, such as one with duplicate keys
   */
  static ConfigText read(String text) {
    try (JsonParser parser = JSON.createParser(text)) {
      parser.nextToken();
      JsonReader reader = new JsonReader(parser);
      Object value = reader.value("", 0);
      if (parser.nextToken() != null) {
        throw ReadTree.secondDocument(reader.line(), reader.column());
      }
      return new ConfigText(value, reader.tree.lines());
    } catch (JsonProcessingException e) {
      JsonLocation place = e.getLocation();
      throw new SyntaxProblem("is not valid JSON", place.getLineNr(), place.getColumnNr());
    } catch (IOException e) {
      throw new UncheckedIOException("a text in memory can be read", e);
    }
  }

  private @Nullable Object value(String path, int depth) throws IOException {
    tree.enter(depth, line(), column());
    return switch (parser.currentToken()) {
      case START_OBJECT -> map(path, depth);
      case START_ARRAY -> list(path, depth);
      case VALUE_NULL -> null;
      default -> parser.getText();
    };
  }

  private JsonObject map(String path, int depth) throws IOException {
    JsonObject map = new JsonObject();
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      String name = parser.currentName();
      if (map.containsKey(name)) {
        throw ReadTree.twice(name, line(), column());
      }
      String child = KeyPaths.child(path, name);
      tree.note(child, line());
      parser.nextToken();
      map.put(name, value(child, depth + 1));
    }
    return map;
  }

  private JsonArray list(String path, int depth) throws IOException {
    JsonArray list = new JsonArray();
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      String child = KeyPaths.element(path, list.size());
      tree.note(child, line());
      list.add(value(child, depth + 1));
    }
    return list;
  }

  private int line() {
    return parser.currentTokenLocation().getLineNr();
  }

  private int column() {
    return parser.currentTokenLocation().getColumnNr();
  }
}
