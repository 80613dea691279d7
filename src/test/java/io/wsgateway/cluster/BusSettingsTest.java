package io.wsgateway.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.eventbus.EventBusOptions;
import io.wsgateway.config.EventBusConfig;
import org.junit.jupiter.api.Test;

final class BusSettingsTest {
  private static EventBusOptions settings() {
    return BusSettings.of(new EventBusConfig("gateway", "10.1.2.3", 15701, null));
  }

  @Test
  void theOthersAreToldTheAddressThatIsListenedAt() {
    EventBusOptions options = settings();
    assertThat(options.getHost()).isEqualTo("10.1.2.3");
    assertThat(options.getClusterPublicHost()).isEqualTo("10.1.2.3");
    assertThat(options.getClusterPublicPort()).isEqualTo(15701);
  }

  @Test
  void aDeadPeerIsNoticedWithinSeconds() {
    EventBusOptions options = settings();
    assertThat(options.getConnectTimeout()).isBetween(3000, 5000);
    assertThat(options.getClusterPingInterval() + options.getClusterPingReplyInterval())
        .isLessThanOrEqualTo(10_000);
  }
}
