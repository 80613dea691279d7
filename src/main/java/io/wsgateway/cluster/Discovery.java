package io.wsgateway.cluster;

import com.hazelcast.config.JoinConfig;
import io.wsgateway.config.ClusterConfig;
import java.util.List;
import java.util.Objects;

/** How members find each other: a list of addresses, or the DNS name of a headless Service. */
final class Discovery {
  private Discovery() {}

  static void configure(JoinConfig join, ClusterConfig cluster) {
    // Whatever else runs in this network must not be joined by chance.
    join.getAutoDetectionConfig().setEnabled(false);
    join.getMulticastConfig().setEnabled(false);
    switch (cluster.discovery().type()) {
      case TCP -> join.getTcpIpConfig().setEnabled(true).setMembers(members(cluster));
      case KUBERNETES ->
          join.getKubernetesConfig()
              .setEnabled(true)
              .setProperty("service-dns", Objects.requireNonNull(cluster.discovery().service()))
              .setProperty("service-port", String.valueOf(cluster.port()));
    }
  }

  /** With a port each: without one, Hazelcast would knock at three. */
  private static List<String> members(ClusterConfig cluster) {
    return cluster.discovery().members().stream()
        .map(m -> m.matches(".*:[0-9]{1,5}") ? m : m + ":" + cluster.port())
        .toList();
  }
}
