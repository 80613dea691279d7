package io.wsgateway.cluster;

import com.hazelcast.cluster.Address;
import com.hazelcast.config.Config;
import com.hazelcast.config.DiscoveryStrategyConfig;
import com.hazelcast.config.JoinConfig;
import com.hazelcast.config.properties.PropertyDefinition;
import com.hazelcast.logging.ILogger;
import com.hazelcast.spi.discovery.DiscoveryNode;
import com.hazelcast.spi.discovery.DiscoveryStrategy;
import com.hazelcast.spi.discovery.DiscoveryStrategyFactory;
import io.wsgateway.config.ClusterConfig;
import io.wsgateway.config.DiscoveryConfig.DiscoveryType;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Finds other members from a list of addresses or the DNS name of a headless Service. Every attempt
 * to join has its own instance.
 */
final class Discovery implements DiscoveryStrategyFactory {
  private final ClusterConfig cluster;
  private final KnownMembers known = new KnownMembers();
  private volatile @Nullable MemberSearch search;

  Discovery(ClusterConfig cluster) {
    this.cluster = cluster;
  }

  void configure(Config config, JoinConfig join) {
    // The node must not join something else in this network by accident.
    join.getAutoDetectionConfig().setEnabled(false);
    join.getMulticastConfig().setEnabled(false);
    join.getTcpIpConfig().setEnabled(false);
    join.getDiscoveryConfig().addDiscoveryStrategyConfig(new DiscoveryStrategyConfig(this));
    config.setProperty("hazelcast.discovery.enabled", "true");
  }

  /** The present and former members of the cluster. */
  KnownMembers known() {
    return known;
  }

  /**
   * How many gateway nodes there are by the last look-up, this one included, running or not; 0 if
   * unknown, because a list may also name backends, and nodes that were never started.
   */
  int gateways() {
    MemberSearch made = search;
    boolean tells = cluster.discovery().type() == DiscoveryType.KUBERNETES;
    return made == null || !tells ? 0 : made.listed();
  }

  /** The addresses that gave this answer when they were last asked. */
  Set<String> last(AddressProbe.Answer answer) {
    MemberSearch made = search;
    return made == null ? Set.of() : made.last(answer);
  }

  AddressSource source(ILogger logger) {
    return switch (cluster.discovery().type()) {
      case TCP -> new ListedAddresses(cluster.discovery().members(), cluster.port());
      case KUBERNETES ->
          new ServiceAddresses(
              Objects.requireNonNull(cluster.discovery().service()), cluster.port(), logger);
    };
  }

  @Override
  public Class<? extends DiscoveryStrategy> getDiscoveryStrategyType() {
    return MemberSearch.class;
  }

  // Hazelcast's signature has the raw type.
  @Override
  @SuppressWarnings("rawtypes")
  public DiscoveryStrategy newDiscoveryStrategy(
      DiscoveryNode self, ILogger logger, Map<String, Comparable> properties) {
    Address address = self.getPrivateAddress();
    MemberSearch made = new MemberSearch(source(logger), known, address);
    search = made;
    return made;
  }

  @Override
  public Collection<PropertyDefinition> getConfigurationProperties() {
    return List.of();
  }
}
