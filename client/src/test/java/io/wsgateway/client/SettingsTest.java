package io.wsgateway.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.hazelcast.config.Config;
import io.vertx.core.eventbus.EventBusOptions;
import io.vertx.core.http.ClientAuth;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import org.junit.jupiter.api.Test;

/** What options become. */
final class SettingsTest {
  @Test
  void aMemberIsLiteAndHasTheGatewaysTiming() {
    Config config =
        MemberConfig.member(
            new GatewayOptions().setCluster("shop").setMembers("10.0.0.5:5701"), "10.0.0.9");
    assertThat(config.isLiteMember()).isTrue();
    assertThat(config.getClusterName()).isEqualTo("shop");
    assertThat(config.getProperty("hazelcast.heartbeat.interval.seconds")).isEqualTo("2");
    assertThat(config.getProperty("hazelcast.max.no.heartbeat.seconds")).isEqualTo("15");
    assertThat(config.getMemberAttributeConfig().getAttribute("ws-gateway.timing"))
        .isEqualTo("2/15");
    assertThat(config.getProperty("hazelcast.local.localAddress")).isEqualTo("10.0.0.9");
    assertThat(config.getAdvancedNetworkConfig().isEnabled()).isTrue();
    assertThat(config.getAdvancedNetworkConfig().getJoin().getTcpIpConfig().getMembers())
        .containsExactly("10.0.0.5:5701");
  }

  @Test
  void onKubernetesTheServiceNamesTheMembers() {
    Config config =
        MemberConfig.member(new GatewayOptions().setKubernetesService("gw.ns.svc"), "10.0.0.9");
    var join = config.getAdvancedNetworkConfig().getJoin();
    assertThat(join.getTcpIpConfig().isEnabled()).isFalse();
    assertThat(join.getKubernetesConfig().isEnabled()).isTrue();
    assertThat(join.getKubernetesConfig().getProperty("service-dns")).isEqualTo("gw.ns.svc");
  }

  @Test
  void theBusIsWhereTheHostIsUnlessSaidOtherwise() {
    EventBusOptions bus = MemberConfig.bus(new GatewayOptions().setBusPort(15800), "10.0.0.9");
    assertThat(bus.getHost()).isEqualTo("10.0.0.9");
    assertThat(bus.getClusterPublicHost()).isEqualTo("10.0.0.9");
    assertThat(bus.getClusterPublicPort()).isEqualTo(15800);
    assertThat(bus.isSsl()).isFalse();
    EventBusOptions mapped =
        MemberConfig.bus(
            new GatewayOptions().setClusterPublicHost("1.2.3.4").setClusterPublicPort(7),
            "10.0.0.9");
    assertThat(mapped.getHost()).isEqualTo("10.0.0.9");
    assertThat(mapped.getClusterPublicHost()).isEqualTo("1.2.3.4");
    assertThat(mapped.getClusterPublicPort()).isEqualTo(7);
  }

  @Test
  void tlsTrustsTheAuthorityAlone() {
    EventBusOptions bus =
        MemberConfig.bus(new GatewayOptions().setTls("c.pem", "k.pem", "ca.pem"), "10.0.0.9");
    assertThat(bus.isSsl()).isTrue();
    assertThat(bus.isTrustAll()).isFalse();
    assertThat(bus.getClientAuth()).isEqualTo(ClientAuth.REQUIRED);
    assertThat(bus.getTrustOptions()).isNotNull();
    assertThat(bus.getKeyCertOptions()).isNotNull();
  }

  @Test
  void joiningWithoutTheFilesOfTlsFails() {
    GatewayOptions options = new GatewayOptions().setTls("none.pem", "none.pem", "none.pem");
    assertThatThrownBy(() -> Waiting.result(Gateway.join(options)))
        .hasRootCauseMessage("the file none.pem of setTls cannot be read");
  }

  @Test
  void joiningWithABadAddressFails() {
    GatewayOptions options = new GatewayOptions().setMembers("127.0.0.1:x");
    assertThatThrownBy(() -> Waiting.result(Gateway.join(options)))
        .hasRootCauseMessage("a member is host:port, such as 10.0.0.5:5701, not \"127.0.0.1:x\"");
  }

  @Test
  void badOptionsAreSaidAtOnce() {
    GatewayOptions options = new GatewayOptions();
    assertThatThrownBy(() -> options.setBusPort(65536))
        .hasMessage("a port is between 0 and 65535, not 65536");
    assertThatThrownBy(() -> options.setWindow(0)).hasMessage("window must be at least 1, not 0");
    assertThatThrownBy(() -> options.setQueue(-1))
        .hasMessage("queue must not be negative, but is -1");
    assertThatThrownBy(() -> options.setTimeoutMillis(0))
        .hasMessage("timeoutMillis must be at least 1, not 0");
  }

  @Test
  void membersAreHostsWithOrWithoutPort() {
    assertThat(Discovery.address("127.0.0.1:7").getPort()).isEqualTo(7);
    assertThat(Discovery.address("127.0.0.1").getPort()).isEqualTo(5701);
    assertThat(Discovery.address("[::1]:7").getPort()).isEqualTo(7);
    assertThat(Discovery.address("[::1]").getAddress().isLoopbackAddress()).isTrue();
    assertThatThrownBy(() -> Discovery.address("127.0.0.1:x"))
        .hasMessage("a member is host:port, such as 10.0.0.5:5701, not \"127.0.0.1:x\"");
  }

  @Test
  void theOwnAddressIsTheOneFromWhichAGatewayIsReached() throws Exception {
    InetSocketAddress address;
    try (ServerSocket socket = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
      address = (InetSocketAddress) socket.getLocalSocketAddress();
      GatewayOptions options = new GatewayOptions().setMembers("127.0.0.1:" + address.getPort());
      assertThat(new Discovery(options).reach()).isEqualTo("127.0.0.1");
    }
    GatewayOptions gone = new GatewayOptions().setMembers("127.0.0.1:" + address.getPort());
    assertThatThrownBy(() -> new Discovery(gone).reach())
        .isInstanceOf(IOException.class)
        .hasMessage(
            "no gateway can be reached (127.0.0.1:%d: Connection refused)"
                .formatted(address.getPort()));
  }

  @Test
  void anotherHazelcastIsRefusedWithTheRemedy() {
    assertThatCode(() -> ClusterJoiner.checkVersion()).doesNotThrowAnyException();
    assertThatCode(() -> ClusterJoiner.checkVersion("5.7.1")).doesNotThrowAnyException();
    for (String version : new String[] {"5.3.8", "5.6.0", "5.70.0"}) {
      assertThatThrownBy(() -> ClusterJoiner.checkVersion(version))
          .isInstanceOf(GatewayException.class)
          .hasMessageContaining("Hazelcast " + version + " is on the class path")
          .hasMessageContaining("pin com.hazelcast:hazelcast:5.7.0");
    }
  }
}
