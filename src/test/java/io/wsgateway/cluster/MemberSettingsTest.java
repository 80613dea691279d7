package io.wsgateway.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import com.hazelcast.config.AdvancedNetworkConfig;
import com.hazelcast.config.Config;
import com.hazelcast.config.JoinConfig;
import com.hazelcast.config.ServerSocketEndpointConfig;
import com.hazelcast.instance.EndpointQualifier;
import io.wsgateway.config.GatewayConfig;
import io.wsgateway.config.load.ConfigLoader;
import org.junit.jupiter.api.Test;

final class MemberSettingsTest {
  private static final String KUBERNETES =
      """
      node: {name: first}
      cluster:
        name: blue
        host: 10.1.2.3
        port: 5801
        discovery: {type: kubernetes, service: gateway.default.svc.cluster.local}
      """;

  private static Config settings(String yaml) {
    GatewayConfig config = ConfigLoader.parse(yaml).config();
    return MemberSettings.of(config, "node-id", new Discovery(config.cluster()), 40);
  }

  @Test
  void aMemberIsMarkedAsGatewayWithItsName() {
    Config config = settings(KUBERNETES);
    assertThat(config.getMemberAttributeConfig().getAttribute("ws-gateway.node"))
        .isEqualTo("first");
    assertThat(config.getClusterName()).isEqualTo("blue");
    assertThat(config.isLiteMember()).isFalse();
  }

  @Test
  void nothingIsJoinedByChance() {
    JoinConfig join = settings(KUBERNETES).getAdvancedNetworkConfig().getJoin();
    assertThat(join.getMulticastConfig().isEnabled()).isFalse();
    assertThat(join.getAutoDetectionConfig().isEnabled()).isFalse();
    assertThat(join.getTcpIpConfig().isEnabled()).isFalse();
    assertThat(join.getDiscoveryConfig().getDiscoveryStrategyConfigs()).hasSize(1);
  }

  @Test
  void membersUseAnEndpointOfTheirOwnWhoseEncoderWaits() {
    AdvancedNetworkConfig network = settings(KUBERNETES).getAdvancedNetworkConfig();
    assertThat(network.isEnabled()).isTrue();
    assertThat(network.getEndpointConfigs()).containsOnlyKeys(EndpointQualifier.MEMBER);
  }

  @Test
  void theMemberListensAtItsOwnAddressAndPortOrNotAtAll() {
    Config config = settings(KUBERNETES);
    ServerSocketEndpointConfig endpoint =
        (ServerSocketEndpointConfig)
            config.getAdvancedNetworkConfig().getEndpointConfigs().get(EndpointQualifier.MEMBER);
    assertThat(endpoint.getPort()).isEqualTo(5801);
    assertThat(endpoint.isPortAutoIncrement()).isFalse();
    assertThat(config.getProperty("hazelcast.local.localAddress")).isEqualTo("10.1.2.3");
    assertThat(config.getProperty("hazelcast.socket.bind.any")).isEqualTo("false");
  }

  @Test
  void registrationsOfTheEventBusSurviveTwoLostMembers() {
    Config config = settings(KUBERNETES);
    assertThat(config.findMapConfig("__vertx.nodeInfo").getBackupCount()).isEqualTo(2);
    assertThat(config.findMultiMapConfig("__vertx.subs").getBackupCount()).isEqualTo(2);
  }
}
