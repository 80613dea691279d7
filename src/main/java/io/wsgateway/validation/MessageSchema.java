package io.wsgateway.validation;

import io.wsgateway.channel.JsonProblem;
import io.wsgateway.channel.JsonValue;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A JSON Schema (draft 2020-12) for messages. Immutable; {@link #check} makes what checks messages
 * on one event loop.
 *
 * <p>Supported is what can be checked in a bounded time: references within the file, regular
 * expressions in RE2 syntax, no {@code $dynamicRef}, no {@code $id} below the top level.
 */
public final class MessageSchema {
  /** The largest file, in bytes. */
  public static final int MAX_BYTES = 262_144;

  /** The most values in a schema: objects, arrays and the others. */
  public static final int MAX_VALUES = 5000;

  /** The deepest nesting of a schema. */
  public static final int MAX_DEPTH = 64;

  private final SchemaCompiler.Compiled compiled;

  private MessageSchema(SchemaCompiler.Compiled compiled) {
    this.compiled = compiled;
  }

  /**
   * Reads a file and compiles it; blocks.
   *
   * @throws SchemaProblem with a sentence whose subject is the file
   */
  public static MessageSchema read(String file) throws SchemaProblem {
    try {
      Path path = Path.of(file);
      if (!Files.isRegularFile(path)) {
        throw new SchemaProblem("", Files.exists(path) ? "is not a file" : "does not exist");
      }
      try (InputStream in = Files.newInputStream(path)) {
        byte[] bytes = in.readNBytes(MAX_BYTES + 1);
        if (bytes.length > MAX_BYTES) {
          throw new SchemaProblem("", "is over " + MAX_BYTES + " bytes");
        }
        return of(bytes);
      }
    } catch (InvalidPathException e) {
      throw new SchemaProblem("", "is not a valid file name");
    } catch (IOException e) {
      throw new SchemaProblem("", "cannot be read");
    }
  }

  /** Compiles a schema. */
  public static MessageSchema of(byte[] utf8) throws SchemaProblem {
    JsonValue schema;
    try {
      schema = JsonValue.read(utf8);
    } catch (JsonProblem e) {
      throw new SchemaProblem("", "is not JSON: it " + e.getMessage());
    }
    if (schema.depth() > MAX_DEPTH) {
      throw new SchemaProblem("", "is nested deeper than " + MAX_DEPTH + " levels");
    }
    if (values(schema.value()) > MAX_VALUES) {
      throw new SchemaProblem("", "has more than " + MAX_VALUES + " values");
    }
    if (!(schema.value() instanceof Map<?, ?> object)) {
      throw new SchemaProblem("", "must contain a JSON object");
    }
    Metaschema.check(object);
    return new MessageSchema(SchemaCompiler.compile(object));
  }

  private static int values(@Nullable Object value) {
    int sum = 1;
    if (value instanceof Map<?, ?> object) {
      for (Object inner : object.values()) {
        sum += values(inner);
      }
    } else if (value instanceof List<?> array) {
      for (Object inner : array) {
        sum += values(inner);
      }
    }
    return sum;
  }

  /** Makes what checks messages; not thread-safe, so each event loop needs its own. */
  public SchemaCheck check() {
    // The library writes into the schema while it checks.
    return new SchemaCheck(compiled.root().copy(), compiled.rules());
  }
}
