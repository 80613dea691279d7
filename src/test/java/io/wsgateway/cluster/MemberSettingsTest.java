package io.wsgateway.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import com.hazelcast.config.Config;
import com.hazelcast.config.JoinConfig;
import io.wsgateway.config.ConfigLoader;
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
    return MemberSettings.of(ConfigLoader.parse(yaml).config());
  }

  private static Config tcp(String members) {
    return settings(
        """
        cluster:
          host: 10.1.2.3
          discovery: {type: tcp, members: %s}
        """
            .formatted(members));
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
  void kubernetesFindsMembersByTheNameOfTheServiceAtTheClustersPort() {
    JoinConfig join = settings(KUBERNETES).getNetworkConfig().getJoin();
    assertThat(join.getKubernetesConfig().isEnabled()).isTrue();
    assertThat(join.getKubernetesConfig().getProperties())
        .containsEntry("service-dns", "gateway.default.svc.cluster.local")
        .containsEntry("service-port", "5801");
    assertThat(join.getTcpIpConfig().isEnabled()).isFalse();
  }

  @Test
  void aListedMemberWithoutPortIsAskedAtTheClustersPortOnly() {
    JoinConfig join =
        tcp("[10.0.0.5, \"10.0.0.6:5702\", \"[fd00::1]\"]").getNetworkConfig().getJoin();
    assertThat(join.getTcpIpConfig().getMembers())
        .containsExactly("10.0.0.5:5701", "10.0.0.6:5702", "[fd00::1]:5701");
    assertThat(join.getKubernetesConfig().isEnabled()).isFalse();
  }

  @Test
  void nothingIsJoinedByChance() {
    JoinConfig join = tcp("[10.0.0.5]").getNetworkConfig().getJoin();
    assertThat(join.getMulticastConfig().isEnabled()).isFalse();
    assertThat(join.getAutoDetectionConfig().isEnabled()).isFalse();
  }

  @Test
  void theMemberListensAtItsOwnAddressAndPortOrNotAtAll() {
    Config config = settings(KUBERNETES);
    assertThat(config.getNetworkConfig().getPort()).isEqualTo(5801);
    assertThat(config.getNetworkConfig().isPortAutoIncrement()).isFalse();
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
