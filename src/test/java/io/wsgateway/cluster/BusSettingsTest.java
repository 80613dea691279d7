package io.wsgateway.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.eventbus.EventBusOptions;
import io.vertx.core.http.ClientAuth;
import io.wsgateway.config.BusTlsConfig;
import io.wsgateway.config.EventBusConfig;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class BusSettingsTest {
  private static EventBusOptions settings(@Nullable BusTlsConfig tls) {
    return BusSettings.of(new EventBusConfig("gateway", "10.1.2.3", 15701, tls));
  }

  @Test
  void theOthersAreToldTheAddressThatIsListenedAt() {
    EventBusOptions options = settings(null);
    assertThat(options.getHost()).isEqualTo("10.1.2.3");
    assertThat(options.getClusterPublicHost()).isEqualTo("10.1.2.3");
    assertThat(options.getClusterPublicPort()).isEqualTo(15701);
  }

  @Test
  void aDeadPeerIsNoticedWithinSeconds() {
    EventBusOptions options = settings(null);
    assertThat(options.getConnectTimeout()).isBetween(3000, 5000);
    assertThat(options.getClusterPingInterval() + options.getClusterPingReplyInterval())
        .isLessThanOrEqualTo(10_000);
  }

  @Test
  void withTlsBothSidesMustShowACertificateOfTheOneAuthority() {
    EventBusOptions options = settings(new BusTlsConfig("node.pem", "node.key", "ca.pem"));
    assertThat(options.isSsl()).isTrue();
    assertThat(options.getClientAuth()).isEqualTo(ClientAuth.REQUIRED);
    assertThat(options.isTrustAll()).isFalse();
    assertThat(options.getTrustOptions()).isNotNull();
  }
}
