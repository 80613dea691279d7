package io.wsgateway.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kubernetes.client.openapi.models.V1Deployment;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The strict parser finds planted faults, so that the test of the real manifests means something.
 */
class StrictManifestsTest {
  private static final String GOOD = KubernetesBase.read("deployment.yaml");

  @Test
  void acceptsTheRealOne() throws Exception {
    assertThat(StrictManifests.parse(GOOD, V1Deployment.class).getSpec().getReplicas())
        .isEqualTo(3);
  }

  @ParameterizedTest(name = "{0} -> {1}")
  @CsvSource({
    "'  replicas: 3', '  replicas: three'", // wrong type
    "'  replicas: 3', '  replicaz: 3'", // unknown field
    "'      periodSeconds: 2', '      periodSeconds: 2\n            periodSecondz: 2'", // nested
    "'  replicas: 3', '  replicas: 3\n  replicas: 4'", // duplicate key
    "'    matchLabels:', '    matchLabelz:'", // unknown, and the labels are gone
    "'        - name: ws-gateway\n', '        - image: other\n'", // a required name is missing
    "'kind: Deployment', 'kind: Deploiment'",
  })
  void refusesPlantedFaults(String good, String bad) {
    assertThat(GOOD).contains(good);
    String planted = GOOD.replace(good, bad);
    assertThatThrownBy(() -> StrictManifests.parse(planted, V1Deployment.class))
        .isInstanceOf(Exception.class);
  }
}
