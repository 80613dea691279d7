package io.wsgateway.config;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.vertx.config.spi.ConfigProcessor;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;

/**
 * The format of our files, for vertx-config. Its own YAML format guesses types, takes the last of
 * duplicate keys, and throws on a file that holds comments only.
 */
public final class StrictYamlProcessor implements ConfigProcessor {
  static final String FORMAT = "strict-yaml";

  @Override
  public String name() {
    return FORMAT;
  }

  @Override
  public Future<JsonObject> process(Vertx vertx, JsonObject configuration, Buffer input) {
    // Reading a single line of megabytes takes SnakeYAML seconds.
    return vertx.executeBlocking(() -> parse(input));
  }

  private static JsonObject parse(Buffer input) {
    try {
      return StrictYaml.document(
          UTF_8.newDecoder().decode(ByteBuffer.wrap(input.getBytes())).toString());
    } catch (CharacterCodingException e) {
      throw new YamlProblem("is not UTF-8 text");
    }
  }
}
