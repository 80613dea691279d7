package io.wsgateway.config;

import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Makes a configuration from its sources. */
public final class ConfigLoader {
  private ConfigLoader() {}

  /**
   * The configuration that a YAML text gives on top of the defaults, without environment.
   *
   * @throws ConfigException with all problems
   */
  public static LoadedConfig parse(String yaml) {
    JsonObject values = StrictYaml.document(yaml);
    Origins origins = new Origins(Optional.of(Layer.of(values, "text")), List.of());
    return bind(values, origins, Map.of());
  }

  private static LoadedConfig bind(
      JsonObject values, Origins origins, Map<String, String> environment) {
    Problems problems = new Problems(origins);
    GatewayConfig config = new Binder(problems).bind(Derived.fill(values, environment));
    problems.throwIfAny();
    return new LoadedConfig(config, problems.warnings(), origins);
  }
}
