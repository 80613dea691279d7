package io.wsgateway.deploy;

import com.google.gson.Gson;
import com.google.gson.JsonElement;
import io.kubernetes.client.openapi.models.V1Deployment;
import io.kubernetes.client.openapi.models.V1NetworkPolicy;
import io.kubernetes.client.openapi.models.V1PodDisruptionBudget;
import io.kubernetes.client.openapi.models.V1Service;
import io.kubernetes.client.util.Yaml;
import java.io.IOException;
import java.util.Map;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/**
 * Parses Kubernetes manifests as strictly as the API server with validation does. Three checks are
 * needed, because each alone lets something pass: duplicate keys, wrong types, missing fields.
 */
final class StrictManifests {
  // Held, so that the level is not lost with the logger: it warns of fields of every model it
  // loads.
  private static final Logger NOISE = Logger.getLogger("org.yaml.snakeyaml");

  static {
    NOISE.setLevel(Level.OFF);
  }

  private StrictManifests() {}

  /** One document as plain values, without duplicate keys. */
  static Map<String, Object> values(String yaml) {
    LoaderOptions options = new LoaderOptions();
    options.setAllowDuplicateKeys(false);
    return new org.yaml.snakeyaml.Yaml(new SafeConstructor(options)).load(yaml);
  }

  /** One manifest of a kind that this project uses. */
  static <T> T parse(String yaml, Class<T> type) throws IOException {
    JsonElement json = new Gson().toJsonTree(values(yaml));
    switch (json.getAsJsonObject().get("kind").getAsString()) {
      case "Deployment" -> V1Deployment.validateJsonElement(json);
      case "Service" -> V1Service.validateJsonElement(json);
      case "NetworkPolicy" -> V1NetworkPolicy.validateJsonElement(json);
      case "PodDisruptionBudget" -> V1PodDisruptionBudget.validateJsonElement(json);
      default -> throw new IllegalArgumentException("unknown kind in " + json);
    }
    return type.cast(Yaml.load(yaml));
  }
}
