package io.wsgateway.cluster;

import com.hazelcast.cluster.Address;
import com.hazelcast.kubernetes.HazelcastKubernetesDiscoveryStrategyFactory;
import com.hazelcast.logging.ILogger;
import com.hazelcast.spi.discovery.DiscoveryNode;
import com.hazelcast.spi.discovery.DiscoveryStrategy;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/**
 * Looks up the addresses behind the DNS name of a headless Service with Hazelcast's own plug-in.
 */
final class ServiceAddresses implements AddressSource {
  private final DiscoveryStrategy dns;

  ServiceAddresses(String service, int port, ILogger logger) {
    Map<String, Comparable<?>> settings = Map.of("service-dns", service, "service-port", port);
    this.dns = strategy(logger, settings);
  }

  // Hazelcast's signature has the raw type.
  @SuppressWarnings({"rawtypes", "unchecked"})
  private static DiscoveryStrategy strategy(ILogger logger, Map settings) {
    return new HazelcastKubernetesDiscoveryStrategyFactory()
        .newDiscoveryStrategy(null, logger, settings);
  }

  @Override
  public Set<Address> addresses() {
    Set<Address> found = new LinkedHashSet<>();
    for (DiscoveryNode node : dns.discoverNodes()) {
      found.add(node.getPrivateAddress());
    }
    return found;
  }
}
