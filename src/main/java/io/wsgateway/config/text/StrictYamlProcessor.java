package io.wsgateway.config.text;

import io.vertx.config.spi.ConfigProcessor;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;

/**
 * The format of our files, for vertx-config. Its own YAML format guesses types, takes the last of
 * duplicate keys, and throws on a file that holds comments only.
 */
public final class StrictYamlProcessor implements ConfigProcessor {
  public static final String FORMAT = "strict-yaml";

  @Override
  public String name() {
    return FORMAT;
  }

  @Override
  public Future<JsonObject> process(Vertx vertx, JsonObject configuration, Buffer input) {
    // Reading a single line of megabytes takes SnakeYAML seconds.
    return vertx.executeBlocking(() -> ConfigText.document(ConfigText.decode(input.getBytes())));
  }
}
