package io.wsgateway.deploy;

import io.kubernetes.client.openapi.models.V1ConfigMap;
import io.kubernetes.client.openapi.models.V1Container;
import io.kubernetes.client.openapi.models.V1Deployment;
import io.kubernetes.client.openapi.models.V1EnvVar;
import io.kubernetes.client.util.Yaml;
import io.wsgateway.config.load.ConfigLoader;
import io.wsgateway.config.load.ConfigSources;
import io.wsgateway.config.load.LoadedConfig;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The objects that kustomize made.
 *
 * @param name which directory they are from
 * @param documents an object each, as YAML
 */
record Rendered(String name, List<String> documents) {
  static Rendered of(String name, String text) {
    return new Rendered(name, Arrays.asList(text.split("(?m)^---\n", -1)));
  }

  /** All objects of a kind. */
  <T> List<T> all(String kind, Class<T> type) {
    return documents.stream()
        .filter(document -> kind.equals(StrictManifests.values(document).get("kind")))
        .map(document -> Yaml.loadAs(document, type))
        .toList();
  }

  /** All objects of a kind, as plain values. */
  List<Map<String, Object>> all(String kind) {
    return documents.stream()
        .map(StrictManifests::values)
        .filter(values -> kind.equals(values.get("kind")))
        .toList();
  }

  /** The one object of a kind. */
  <T> T one(String kind, Class<T> type) {
    List<T> all = all(kind, type);
    if (all.size() != 1) {
      throw new AssertionError(name + " has " + all.size() + " of the kind " + kind);
    }
    return all.get(0);
  }

  V1Deployment deployment() {
    return one("Deployment", V1Deployment.class);
  }

  V1Container container() {
    return deployment().getSpec().getTemplate().getSpec().getContainers().get(0);
  }

  V1ConfigMap configMap() {
    return one("ConfigMap", V1ConfigMap.class);
  }

  /** The configuration of the pods: their file, and the variables that override it. */
  LoadedConfig load() {
    Map<String, String> environment = new HashMap<>();
    for (V1EnvVar variable : container().getEnv()) {
      if (variable.getValue() != null) {
        environment.put(variable.getName(), variable.getValue());
      }
    }
    String text = configMap().getData().get("gateway.yaml");
    return ConfigLoader.load(new ConfigSources(null, text, environment, List.of(), false));
  }
}
