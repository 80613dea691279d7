package io.wsgateway.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;

import io.kubernetes.client.custom.IntOrString;
import io.kubernetes.client.openapi.models.V1Container;
import io.kubernetes.client.openapi.models.V1ContainerPort;
import io.kubernetes.client.openapi.models.V1Deployment;
import io.kubernetes.client.openapi.models.V1EnvVar;
import io.kubernetes.client.openapi.models.V1NetworkPolicy;
import io.kubernetes.client.openapi.models.V1PodDisruptionBudget;
import io.kubernetes.client.openapi.models.V1PodSpec;
import io.kubernetes.client.openapi.models.V1Probe;
import io.kubernetes.client.openapi.models.V1Service;
import io.kubernetes.client.openapi.models.V1ServicePort;
import io.kubernetes.client.openapi.models.V1Volume;
import io.kubernetes.client.openapi.models.V1VolumeMount;
import io.wsgateway.config.DiscoveryConfig.DiscoveryType;
import io.wsgateway.config.GatewayConfig;
import io.wsgateway.config.load.ConfigLoader;
import io.wsgateway.config.load.ConfigSources;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the manifests say agrees with itself and with what the gateway does. */
class ManifestsTest {
  private static final Map<String, String> LABELS = Map.of("app.kubernetes.io/name", "ws-gateway");
  private static final Map<String, Integer> PORTS =
      Map.of("http", 8080, "management", 8081, "cluster", 5701, "eventbus", 15701);

  @Test
  void kustomizationListsEveryFile() throws Exception {
    Map<String, Object> values = StrictManifests.values(KubernetesBase.read("kustomization.yaml"));
    assertThat(values)
        .containsOnlyKeys("apiVersion", "kind", "resources", "configMapGenerator", "images")
        .containsEntry("kind", "Kustomization");
    assertThat(values.get("configMapGenerator"))
        .isEqualTo(List.of(Map.of("name", "ws-gateway", "files", List.of("gateway.yaml"))));
    assertThat(values.get("images"))
        .isEqualTo(List.of(Map.of("name", "ws-gateway", "newTag", Version.release())));
    Set<String> listed = new TreeSet<>(Set.of("kustomization.yaml", "gateway.yaml"));
    ((List<?>) values.get("resources")).forEach(file -> listed.add((String) file));
    try (Stream<Path> files = Files.list(KubernetesBase.DIRECTORY)) {
      assertThat(files.map(file -> file.getFileName().toString())).hasSameElementsAs(listed);
    }
  }

  @Test
  void configurationIsAcceptedAndMeantForACluster() {
    GatewayConfig config = KubernetesBase.config();
    Map<?, ?> cluster =
        (Map<?, ?>) StrictManifests.values(KubernetesBase.read("gateway.yaml")).get("cluster");
    assertThat(cluster.get("enabled")).isEqualTo(true);
    assertThat(config.cluster().minMembers()).isEqualTo(2);
    assertThat(config.cluster().discovery().type()).isEqualTo(DiscoveryType.KUBERNETES);
    assertThat(config.cluster().discovery().service())
        .isEqualTo(KubernetesBase.service("service-cluster.yaml").getMetadata().getName());
  }

  @ParameterizedTest
  @ValueSource(strings = {"dev", "production"})
  void configurationOfAnOverlayIsAccepted(String overlay) {
    Path file = Path.of("k8s", "overlays", overlay, "gateway.yaml");
    ConfigSources sources = new ConfigSources(file, Map.of(), List.of()).withoutSecretFiles();
    GatewayConfig config = ConfigLoader.load(sources).config();
    assertThat(config.cluster().enabled()).isTrue();
    assertThat(config.cluster().discovery().service())
        .isEqualTo(KubernetesBase.config().cluster().discovery().service());
  }

  @Test
  void containerHasThePortsOfTheConfiguration() {
    GatewayConfig config = KubernetesBase.config();
    assertThat(PORTS)
        .containsEntry("http", config.http().port())
        .containsEntry("management", config.management().port())
        .containsEntry("management", config.api().port())
        .containsEntry("cluster", config.cluster().port())
        .containsEntry("eventbus", config.eventBus().port());
    assertThat(KubernetesBase.container().getPorts())
        .extracting(V1ContainerPort::getName, V1ContainerPort::getContainerPort)
        .containsExactlyInAnyOrderElementsOf(
            PORTS.entrySet().stream().map(port -> tuple(port.getKey(), port.getValue())).toList());
  }

  @Test
  void rollsOneAtATimeWithoutLosingCapacity() {
    V1Deployment deployment = KubernetesBase.deployment();
    assertThat(deployment.getSpec().getReplicas()).isEqualTo(3);
    assertThat(deployment.getSpec().getMinReadySeconds()).isGreaterThanOrEqualTo(30);
    assertThat(deployment.getSpec().getStrategy().getRollingUpdate())
        .satisfies(
            rolling -> {
              assertThat(rolling.getMaxSurge()).isEqualTo(new IntOrString(1));
              assertThat(rolling.getMaxUnavailable()).isEqualTo(new IntOrString(0));
            });
    V1PodDisruptionBudget budget =
        KubernetesBase.parse("poddisruptionbudget.yaml", V1PodDisruptionBudget.class);
    assertThat(budget.getSpec().getMaxUnavailable()).isEqualTo(new IntOrString(1));
    assertThat(budget.getSpec().getSelector().getMatchLabels()).isEqualTo(LABELS);
    assertThat(deployment.getSpec().getSelector().getMatchLabels()).isEqualTo(LABELS);
    assertThat(deployment.getSpec().getTemplate().getMetadata().getLabels())
        .containsAllEntriesOf(LABELS);
  }

  @Test
  void spreadsOverMachinesAndZonesButStartsWithoutThem() {
    V1PodSpec pod = KubernetesBase.pod();
    var apart = pod.getAffinity().getPodAntiAffinity();
    assertThat(apart.getRequiredDuringSchedulingIgnoredDuringExecution()).isNullOrEmpty();
    assertThat(apart.getPreferredDuringSchedulingIgnoredDuringExecution())
        .singleElement()
        .satisfies(
            term -> {
              assertThat(term.getPodAffinityTerm().getTopologyKey())
                  .isEqualTo("kubernetes.io/hostname");
              assertThat(term.getPodAffinityTerm().getLabelSelector().getMatchLabels())
                  .isEqualTo(LABELS);
            });
    assertThat(pod.getTopologySpreadConstraints())
        .singleElement()
        .satisfies(
            spread -> {
              assertThat(spread.getTopologyKey()).isEqualTo("topology.kubernetes.io/zone");
              assertThat(spread.getWhenUnsatisfiable()).isEqualTo("ScheduleAnyway");
              assertThat(spread.getLabelSelector().getMatchLabels()).isEqualTo(LABELS);
            });
  }

  @Test
  void startsTheGatewayWithTheMountedConfiguration() {
    V1Container container = KubernetesBase.container();
    V1VolumeMount mount = mount(container, "config");
    assertThat(container.getCommand()).as("the image's entry point stays").isNullOrEmpty();
    assertThat(container.getArgs())
        .containsExactly("serve", "--config", mount.getMountPath() + "/gateway.yaml");
    V1Volume volume = volume("config");
    assertThat(volume.getConfigMap().getName()).isEqualTo("ws-gateway");
    assertThat(KubernetesBase.read("gateway.yaml"))
        .contains("file:" + mount(container, "secrets").getMountPath() + "/");
  }

  @Test
  void tellsThePodsAddressAndTheNumberOfProcessors() {
    V1PodSpec pod = KubernetesBase.pod();
    assertThat(pod.getEnableServiceLinks()).isFalse();
    assertThat(pod.getContainers()).hasSize(1);
    List<V1EnvVar> variables = KubernetesBase.container().getEnv();
    assertThat(variables).extracting(V1EnvVar::getName).containsExactly("POD_IP", "_JAVA_OPTIONS");
    assertThat(variables.get(0).getValueFrom().getFieldRef().getFieldPath())
        .isEqualTo("status.podIP");
    assertThat(variables.get(1).getValue())
        .isEqualTo("-XX:ActiveProcessorCount=" + KubernetesBase.config().node().eventLoops());
  }

  @Test
  void probesTheManagementPort() {
    V1Container container = KubernetesBase.container();
    probes(container.getStartupProbe(), "/health/started");
    probes(container.getReadinessProbe(), "/health/ready");
    probes(container.getLivenessProbe(), "/health/live");
    V1Probe startup = container.getStartupProbe();
    assertThat(startup.getPeriodSeconds() * startup.getFailureThreshold())
        .as("a pod must get the time to join beside a frozen one, then to wait for others")
        .isGreaterThanOrEqualTo(
            KubernetesBase.config().cluster().joinSeconds()
                + 2 * KubernetesBase.config().cluster().aloneAfterSeconds());
  }

  @Test
  void givesTheDrainItsTime() {
    GatewayConfig config = KubernetesBase.config();
    V1Probe readiness = KubernetesBase.container().getReadinessProbe();
    assertThat(config.drain().acceptSeconds())
        .as("readiness must be seen to be off before upgrades are refused")
        .isGreaterThanOrEqualTo(readiness.getPeriodSeconds() * readiness.getFailureThreshold());
    assertThat(KubernetesBase.pod().getTerminationGracePeriodSeconds())
        .isEqualTo(StopTimes.of(config, KubernetesBase.container().getLifecycle()).whole());
  }

  @Test
  void runsWithoutPrivileges() {
    V1PodSpec pod = KubernetesBase.pod();
    V1Container container = KubernetesBase.container();
    assertThat(pod.getAutomountServiceAccountToken()).isFalse();
    assertThat(pod.getSecurityContext().getRunAsNonRoot()).isTrue();
    assertThat(
            pod.getSecurityContext().getRunAsUser()
                + ":"
                + pod.getSecurityContext().getRunAsGroup())
        .isEqualTo(Dockerfile.read().last("USER"));
    assertThat(pod.getSecurityContext().getSeccompProfile().getType()).isEqualTo("RuntimeDefault");
    assertThat(container.getSecurityContext().getReadOnlyRootFilesystem()).isTrue();
    assertThat(container.getSecurityContext().getAllowPrivilegeEscalation()).isFalse();
    assertThat(container.getSecurityContext().getCapabilities().getDrop()).containsExactly("ALL");
    assertThat(mount(container, "tmp").getMountPath()).isEqualTo(Dockerfile.read().last("VOLUME"));
    assertThat(volume("tmp").getEmptyDir()).isNotNull();
  }

  @Test
  void requestsAllTheMemoryItMayUse() {
    var resources = KubernetesBase.container().getResources();
    assertThat(resources.getLimits())
        .as("a CPU limit would pause all event loops at once")
        .containsOnlyKeys("memory", "ephemeral-storage");
    assertThat(resources.getRequests().get("memory"))
        .isEqualTo(resources.getLimits().get("memory"));
    assertThat(resources.getRequests().get("cpu").getNumber())
        .isEqualByComparingTo(BigDecimal.valueOf(KubernetesBase.config().node().eventLoops()));
    assertThat(resources.getLimits().get("ephemeral-storage").getNumber())
        .as("the volume counts, and so do log files")
        .isGreaterThan(volume("tmp").getEmptyDir().getSizeLimit().getNumber());
  }

  @ParameterizedTest
  @ValueSource(strings = {"service.yaml", "service-cluster.yaml", "service-management.yaml"})
  void servicesLeadToPortsOfThePod(String file) {
    V1Service service = KubernetesBase.service(file);
    assertThat(service.getSpec().getSelector()).isEqualTo(LABELS);
    assertThat(service.getSpec().getType()).as("nothing is exposed by itself").isNull();
    assertThat(service.getSpec().getPorts())
        .allSatisfy(
            port -> {
              assertThat(port.getTargetPort()).isEqualTo(new IntOrString(port.getName()));
              assertThat(PORTS).containsEntry(port.getName(), port.getPort());
            });
  }

  @Test
  void clientsReachThePublicPortOnly() {
    assertThat(ports("service.yaml")).containsExactly("http");
    assertThat(ports("service-management.yaml")).containsExactly("management");
  }

  @Test
  void podsFindEachOtherBeforeTheyAreReady() {
    V1Service cluster = KubernetesBase.service("service-cluster.yaml");
    assertThat(cluster.getSpec().getClusterIP()).isEqualTo("None");
    assertThat(cluster.getSpec().getPublishNotReadyAddresses()).isTrue();
    assertThat(ports("service-cluster.yaml")).containsExactlyInAnyOrder("cluster", "eventbus");
  }

  @Test
  void networkPolicyKeepsInternalPortsInternal() {
    V1NetworkPolicy policy = KubernetesBase.parse("networkpolicy.yaml", V1NetworkPolicy.class);
    assertThat(policy.getSpec().getPodSelector().getMatchLabels()).isEqualTo(LABELS);
    assertThat(policy.getSpec().getPolicyTypes()).containsExactly("Ingress");
    Reach reach = new Reach(List.of(policy), LABELS);
    for (int port : List.of(5701, 15701)) {
      assertThat(reach.of(port))
          .containsExactlyInAnyOrder("pods " + LABELS, "pods {ws-gateway/backend=true}");
    }
    assertThat(reach.of(8080)).as("clients come from anywhere").containsExactly(Reach.ANYONE);
    assertThat(reach.of(8081)).hasSize(2).doesNotContain(Reach.ANYONE);
  }

  @Test
  void prometheusFindsTheMetrics() {
    GatewayConfig config = KubernetesBase.config();
    assertThat(KubernetesBase.deployment().getSpec().getTemplate().getMetadata().getAnnotations())
        .containsEntry("prometheus.io/scrape", "true")
        .containsEntry("prometheus.io/port", Integer.toString(config.management().port()))
        .containsEntry("prometheus.io/path", config.metrics().path());
  }

  private static void probes(V1Probe probe, String path) {
    assertThat(probe.getHttpGet().getPath()).isEqualTo(path);
    assertThat(probe.getHttpGet().getPort()).isEqualTo(new IntOrString("management"));
  }

  private static List<String> ports(String file) {
    return KubernetesBase.service(file).getSpec().getPorts().stream()
        .map(V1ServicePort::getName)
        .toList();
  }

  private static V1VolumeMount mount(V1Container container, String name) {
    return container.getVolumeMounts().stream()
        .filter(mount -> mount.getName().equals(name))
        .findAny()
        .orElseThrow();
  }

  private static V1Volume volume(String name) {
    return KubernetesBase.pod().getVolumes().stream()
        .filter(volume -> volume.getName().equals(name))
        .findAny()
        .orElseThrow();
  }
}
