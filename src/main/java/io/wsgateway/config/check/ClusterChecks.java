package io.wsgateway.config.check;

import io.wsgateway.config.ClusterConfig;
import io.wsgateway.config.DiscoveryConfig;
import io.wsgateway.config.DiscoveryConfig.DiscoveryType;
import io.wsgateway.config.GatewayConfig;
import java.util.List;
import java.util.Set;

/** Checks the keys that nodes need to find each other. */
final class ClusterChecks {
  /** Only programs on this machine can connect to these addresses, so no certificate is needed. */
  private static final Set<String> LOOPBACK = Set.of("127.0.0.1", "::1", "localhost");

  private ClusterChecks() {}

  static void check(GatewayConfig config, Problems problems) {
    ClusterConfig cluster = config.cluster();
    if (!cluster.enabled() || problems.failed("cluster.enabled")) {
      return;
    }
    DiscoveryConfig discovery = cluster.discovery();
    if (discovery.type() == DiscoveryType.TCP && discovery.members().isEmpty()) {
      problems.add(
          "cluster.discovery.members",
          "is required with type: tcp, for example [\"10.0.0.5:5701\"]");
    }
    if (discovery.type() == DiscoveryType.KUBERNETES && discovery.service() == null) {
      problems.add(
          "cluster.discovery.service",
          "is required with type: kubernetes, for example"
              + " ws-gateway-cluster.default.svc.cluster.local");
    }
    reachable(cluster.host(), "cluster.host", problems);
    reachable(config.eventBus().host(), "eventBus.host", problems);
    if (config.eventBus().tls() == null && !LOOPBACK.contains(config.eventBus().host())) {
      problems.warn(
          "eventBus.tls is not set: anyone who can connect to port "
              + config.eventBus().port()
              + " can publish to every client; set eventBus.tls, or allow only cluster members to"
              + " connect to it");
    }
  }

  private static void reachable(String host, String key, Problems problems) {
    if (List.of("0.0.0.0", "::").contains(host)) {
      problems.add(
          key, host + " is given; allowed: an address at which other members can reach this node");
    }
  }
}
