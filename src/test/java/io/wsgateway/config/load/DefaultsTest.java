package io.wsgateway.config.load;

import static org.assertj.core.api.Assertions.assertThat;

import io.wsgateway.channel.Audience;
import io.wsgateway.channel.SubscribeAudience;
import io.wsgateway.config.EndpointConfig.OnMessage;
import io.wsgateway.config.GatewayConfig;
import io.wsgateway.config.RuleConfig;
import org.junit.jupiter.api.Test;

class DefaultsTest {
  private final GatewayConfig defaults = ConfigLoader.parse("").config();

  @Test
  void defaultsAreClosed() {
    assertThat(defaults.endpoints()).isEmpty();
    assertThat(defaults.api().keys()).isEmpty();
    assertThat(defaults.origins().allow()).isEmpty();
    assertThat(defaults.auth().anonymous()).isFalse();
    assertThat(defaults.auth().insecure()).isFalse();
    assertThat(defaults.cluster().enabled()).isFalse();
    assertThat(defaults.demo().enabled()).isFalse();
  }

  @Test
  void aChannelRuleGrantsNothing() {
    RuleConfig rule = defaults.channels().defaultRule();
    assertThat(rule.subscribe()).isEqualTo(SubscribeAudience.NOBODY);
    assertThat(rule.publish()).isEqualTo(Audience.NOBODY);
    assertThat(rule.read()).isEqualTo(Audience.NOBODY);
  }

  @Test
  void derivedDefaultsAreFilledIn() {
    assertThat(defaults.node().name()).isNotEmpty();
    assertThat(defaults.api().port()).isEqualTo(defaults.management().port());
    assertThat(defaults.eventBus().host()).isEqualTo(defaults.cluster().host());
  }

  @Test
  void absentGroupsStayAbsent() {
    assertThat(defaults.http().tls()).isNull();
    assertThat(defaults.eventBus().tls()).isNull();
  }

  @Test
  void aTextOverridesThem() {
    GatewayConfig config =
        ConfigLoader.parse("http: {port: 0}\nendpoints: [{path: /ws, channel: chat}]").config();
    assertThat(config.http().port()).isZero();
    assertThat(config.endpoints().get(0).onMessage()).isEqualTo(OnMessage.PUBLISH);
    // What the browser module expects, so that it can tell when its connection is dead.
    assertThat(config.endpoints().get(0).heartbeatSeconds()).isEqualTo(25);
  }
}
