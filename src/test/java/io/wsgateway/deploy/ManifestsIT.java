package io.wsgateway.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.kubernetes.client.custom.Quantity;
import io.kubernetes.client.openapi.models.V1ConfigMap;
import io.kubernetes.client.openapi.models.V1EnvVar;
import io.kubernetes.client.openapi.models.V1Ingress;
import io.kubernetes.client.openapi.models.V1NetworkPolicy;
import io.kubernetes.client.openapi.models.V2HorizontalPodAutoscaler;
import io.kubernetes.client.openapi.models.V2MetricSpec;
import io.wsgateway.config.GatewayConfig;
import java.io.IOException;
import java.math.RoundingMode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Renders every overlay, every component and the kustomizations of the docs, and checks the objects
 * against the schemas of Kubernetes and against the configuration of the gateway.
 */
final class ManifestsIT {
  private static final Map<String, String> POD = Map.of("app.kubernetes.io/name", "ws-gateway");

  /** The overlay {@code production} with components on top. */
  private static final Map<String, String> ON_TOP =
      Map.of(
          "production with slow-balancers", "[K8S/components/slow-balancers]",
          "production with hpa-connections", "[K8S/components/hpa-connections]");

  private static final Path WORK = Path.of("target", "manifests");

  private static final Map<String, Rendered> ALL = new LinkedHashMap<>();
  private static List<String> faults = List.of();

  static Stream<String> renderings() throws IOException {
    return Stream.of(
            Kustomizations.shipped(), ON_TOP.keySet(), DocumentedKustomizations.texts().keySet())
        .flatMap(Collection::stream);
  }

  @BeforeAll
  static void renderAll() throws Exception {
    if (ManifestTools.ofEnvironment().isEmpty()) {
      return;
    }
    ManifestTools tools = ManifestTools.ofEnvironment().get();
    Kustomizations kustomizations = new Kustomizations(WORK);
    for (String name : Kustomizations.shipped()) {
      render(tools, name, kustomizations.shipped(name));
    }
    for (Planted planted : Planted.ALL) {
      render(tools, planted.name(), kustomizations.write(planted.name(), planted.kustomization()));
    }
    for (Map.Entry<String, String> top : ON_TOP.entrySet()) {
      String text = "resources: [K8S/overlays/production]\ncomponents: " + top.getValue() + "\n";
      render(tools, top.getKey(), kustomizations.write(top.getKey(), text));
    }
    for (Map.Entry<String, Path> page :
        DocumentedKustomizations.write(WORK.resolve("docs")).entrySet()) {
      render(tools, page.getKey(), page.getValue());
    }
    faults = tools.faults(ALL.keySet().stream().map(ManifestsIT::file).toList());
  }

  private static void render(ManifestTools tools, String name, Path directory) throws Exception {
    String text = tools.render(directory);
    Files.createDirectories(WORK);
    Files.writeString(file(name), text);
    ALL.put(name, Rendered.of(name, text));
  }

  private static Path file(String name) {
    return WORK.resolve(name.replaceAll("[^a-z0-9]", "-") + ".yaml");
  }

  @BeforeEach
  void toolsAreThere() {
    assumeTrue(
        ManifestTools.ofEnvironment().isPresent(),
        "no kustomize and schemas: "
            + ManifestTools.VARIABLE
            + " names what .ci/manifests/tools prints");
  }

  private static List<String> faults(String name) {
    return faults.stream().filter(line -> line.startsWith(file(name) + ": ")).toList();
  }

  @ParameterizedTest
  @MethodSource("renderings")
  void objectsFitTheSchemasOfTwoReleases(String name) {
    assertThat(faults(name)).isEmpty();
    assertThat(ALL.get(name).documents()).hasSizeGreaterThanOrEqualTo(7);
  }

  @ParameterizedTest
  @MethodSource("renderings")
  void aPodGetsTheTimeToStop(String name) {
    assertThat(StopTimes.problems(ALL.get(name))).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("renderings")
  void nobodyElseReachesTheInternalPorts(String name) {
    Reach reach = new Reach(ALL.get(name).all("NetworkPolicy", V1NetworkPolicy.class), POD);
    Set<String> members =
        Set.of("pods {app.kubernetes.io/name=ws-gateway}", "pods {ws-gateway/backend=true}");
    assertThat(reach.of(5701)).isEqualTo(members);
    assertThat(reach.of(15701)).isEqualTo(members);
    assertThat(reach.of(8081))
        .containsExactlyInAnyOrder(
            "all pods in namespaces {kubernetes.io/metadata.name=monitoring}",
            "pods {ws-gateway/api-client=true}");
    assertThat(reach.of(8080)).containsExactly(Reach.ANYONE);
    assertThat(reach.of(22)).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("renderings")
  void theConfigurationIsValidAndFitsTheObjects(String name) {
    Rendered rendered = ALL.get(name);
    GatewayConfig config = rendered.load().config();
    int pods =
        rendered.all("HorizontalPodAutoscaler", V2HorizontalPodAutoscaler.class).stream()
            .map(scaler -> scaler.getSpec().getMinReplicas())
            .findAny()
            .orElseGet(() -> rendered.deployment().getSpec().getReplicas());
    assertThat(config.cluster().minMembers()).as("a majority").isEqualTo(pods / 2 + 1);
    Quantity cpu = rendered.container().getResources().getRequests().get("cpu");
    assertThat(config.node().eventLoops())
        .as("one event loop for each requested CPU")
        .isEqualTo(cpu.getNumber().setScale(0, RoundingMode.CEILING).intValue());
    assertThat(rendered.container().getEnv())
        .as("the JVM counts as many CPUs, and at least two")
        .filteredOn(variable -> variable.getName().equals("_JAVA_OPTIONS"))
        .extracting(V1EnvVar::getValue)
        .containsExactly("-XX:ActiveProcessorCount=" + Math.max(2, config.node().eventLoops()));
    assertThat(rendered.container().getResources().getLimits())
        .containsOnlyKeys("memory", "ephemeral-storage");
  }

  @ParameterizedTest
  @MethodSource("renderings")
  void theImageHasTheVersionOfTheBuild(String name) throws IOException {
    assertThat(ALL.get(name).container().getImage()).endsWith("ws-gateway:" + Version.release());
  }

  @ParameterizedTest
  @MethodSource("renderings")
  void clientsAreRoutedToThePublicPortInTheirOwnTime(String name) {
    Rendered rendered = ALL.get(name);
    List<String> hosts = rendered.load().config().http().allowedHosts();
    for (V1Ingress ingress : rendered.all("Ingress", V1Ingress.class)) {
      assertThat(hosts.isEmpty() || hosts.contains(ingress.getSpec().getRules().get(0).getHost()))
          .as("clients of the ingress get no 421")
          .isTrue();
      assertThat(ingress.getSpec().getRules().get(0).getHttp().getPaths())
          .allSatisfy(
              path -> {
                var service = path.getBackend().getService();
                assertThat(service.getName()).isEqualTo("ws-gateway");
                assertThat(service.getPort().getName()).isEqualTo("http");
              });
      for (String side : List.of("read", "send")) {
        String key = "nginx.ingress.kubernetes.io/proxy-" + side + "-timeout";
        assertThat(Integer.parseInt(ingress.getMetadata().getAnnotations().get(key)))
            .as("two pings may be late")
            .isGreaterThanOrEqualTo(2 * rendered.load().config().keepAlive().pingSeconds());
      }
    }
    for (Map<String, Object> route : rendered.all("HTTPRoute")) {
      assertThat(route.get("spec").toString())
          .contains("request=0s", "backendRefs=[{name=ws-gateway, port=8080}]");
    }
  }

  @Test
  void autoscalerWithConnectionsKeepsTheCpu() {
    for (String name : List.of("components/hpa-connections", "production with hpa-connections")) {
      assertThat(
              ALL.get(name)
                  .one("HorizontalPodAutoscaler", V2HorizontalPodAutoscaler.class)
                  .getSpec()
                  .getMetrics())
          .as(name)
          .extracting(V2MetricSpec::getType)
          .containsExactly("Resource", "Pods");
    }
  }

  static Set<String> documented() throws IOException {
    return DocumentedKustomizations.texts().keySet();
  }

  @ParameterizedTest
  @MethodSource("documented")
  void whatAPageShowsHasTheReadersConfiguration(String name) throws IOException {
    String text = DocumentedKustomizations.texts().get(name);
    Rendered rendered = ALL.get(name);
    V1ConfigMap map = rendered.configMap();
    assertThat(map.getData())
        .containsExactly(Map.entry("gateway.yaml", DocumentedKustomizations.configuration(text)));
    boolean hash = !text.contains("disableNameSuffixHash");
    assertThat(map.getMetadata().getName()).matches("ws-gateway" + (hash ? "-[a-z0-9]+" : ""));
    assertThat(rendered.deployment().getSpec().getTemplate().getSpec().getVolumes())
        .filteredOn(volume -> volume.getConfigMap() != null)
        .extracting(volume -> volume.getConfigMap().getName())
        .containsExactly(map.getMetadata().getName());
    assertThat(rendered.container().getImage()).startsWith("registry.example.com/ws-gateway:");
  }

  /** kustomize ignores a patch whose target does not exist. */
  @ParameterizedTest
  @MethodSource("documented")
  void eachPartThatAPageShowsHasAnEffect(String name) {
    assertThat(ALL).containsKeys("documented 0", DocumentedKustomizations.LAST);
    if (!name.equals(DocumentedKustomizations.LAST)) {
      assertThat(ALL.get(name).documents())
          .isNotEqualTo(ALL.get(DocumentedKustomizations.LAST).documents());
    }
  }

  static List<Planted> planted() {
    return Planted.ALL;
  }

  @ParameterizedTest
  @MethodSource("planted")
  void plantedFaultsAreFound(Planted planted) {
    assertThat(planted.found(ALL.get(planted.name()), faults(planted.name())))
        .anySatisfy(fault -> assertThat(fault).contains(planted.fault()));
  }

  @Test
  void bothReleasesFindAPlantedFault() {
    assertThat(faults("unknown field"))
        .anyMatch(f -> f.contains("1.32"))
        .anyMatch(f -> f.contains("1.37"));
  }

  @ParameterizedTest(name = "{0} {1}")
  @CsvSource(
      delimiter = '|',
      value = {
        "PodMonitor     | {}                                                    | selector",
        "PodMonitor     | { selector: {}, podMetricsEndpointz: [] }             | podMetricsEndpointz",
        "PodMonitor     | { selector: {}, podMetricsEndpoints: [{ port: 8081 }] } | 8081",
        "PrometheusRule | { groups: [{ name: a, rulez: [] }] }                  | rulez",
        "PrometheusRule | { groups: [{ name: a, rules: [{ alert: A }] }] }      | expr",
        "Prometeus      | {}                                                    | Prometeus",
      })
  void faultsInCustomResourcesAreFound(String kind, String spec, String fault) throws Exception {
    Path file = WORK.resolve("custom.yaml");
    String header = "apiVersion: monitoring.coreos.com/v1\nmetadata: { name: planted }\n";
    Files.writeString(file, header + "kind: " + kind + "\nspec: " + spec + "\n");
    assertThat(ManifestTools.ofEnvironment().orElseThrow().faults(List.of(file)))
        .anySatisfy(line -> assertThat(line).contains(fault));
  }
}
