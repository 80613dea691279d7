package io.wsgateway.config.text;

import io.vertx.config.spi.ConfigProcessor;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;

/**
 * Reads our files for vertx-config, whose own YAML format guesses types, uses the last of duplicate
 * keys, and throws on a file that contains only comments.
 */
public final class StrictYamlProcessor implements ConfigProcessor {
  public static final String FORMAT = "strict-yaml";

  @Override
  public String name() {
    return FORMAT;
  }

  @Override
  public Future<JsonObject> process(Vertx vertx, JsonObject configuration, Buffer input) {
    // SnakeYAML needs seconds for a single line of several megabytes.
    return vertx.executeBlocking(() -> ConfigText.document(ConfigText.decode(input.getBytes())));
  }
}
