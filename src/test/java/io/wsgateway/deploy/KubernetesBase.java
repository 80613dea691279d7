package io.wsgateway.deploy;

import io.kubernetes.client.openapi.models.V1Container;
import io.kubernetes.client.openapi.models.V1Deployment;
import io.kubernetes.client.openapi.models.V1PodSpec;
import io.kubernetes.client.openapi.models.V1Service;
import io.wsgateway.config.GatewayConfig;
import io.wsgateway.config.load.ConfigLoader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The files of {@code k8s/base}, strictly parsed. */
final class KubernetesBase {
  static final Path DIRECTORY = Path.of("k8s", "base");

  private KubernetesBase() {}

  static String read(String file) {
    try {
      return Files.readString(DIRECTORY.resolve(file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static <T> T parse(String file, Class<T> type) {
    try {
      return StrictManifests.parse(read(file), type);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static V1Deployment deployment() {
    return parse("deployment.yaml", V1Deployment.class);
  }

  static V1PodSpec pod() {
    return deployment().getSpec().getTemplate().getSpec();
  }

  static V1Container container() {
    return pod().getContainers().get(0);
  }

  static V1Service service(String file) {
    return parse(file, V1Service.class);
  }

  /** The configuration of the pods, as the gateway itself reads it. */
  static GatewayConfig config() {
    return ConfigLoader.parse(read("gateway.yaml")).config();
  }
}
