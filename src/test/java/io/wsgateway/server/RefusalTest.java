package io.wsgateway.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.wsgateway.config.ConfigLoader;
import io.wsgateway.config.ForwardedHeader;
import io.wsgateway.config.GatewayConfig;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class RefusalTest {
  static List<Refusal> withRemedy() {
    return List.of(
        Refusal.origin("https://app.example", List.of()),
        Refusal.host("evil.example:8080", List.of("ws.example.com", "[::1]")),
        Refusal.originMissing(),
        Refusal.perAddress("203.0.113.7", 1000),
        Refusal.connections(6_000_000),
        Refusal.tcpConnections(110_000),
        Refusal.rate(1000),
        Refusal.undeclaredProxy("10.1.2.3"),
        Refusal.undeclaredProxy("fd00:0:0:0:0:0:0:1"),
        Refusal.otherForwardedHeader("10.1.2.3", ForwardedHeader.X_FORWARDED_FOR),
        Refusal.otherForwardedHeader("10.1.2.3", ForwardedHeader.FORWARDED));
  }

  @ParameterizedTest
  @MethodSource("withRemedy")
  void theLineToPasteIsAConfigurationThatLoads(Refusal refusal) {
    assertThat(config(refusal)).isNotNull();
  }

  @Test
  void theRemedyOfAnOriginAllowsItBesideThoseBefore() {
    List<String> before = List.of("null", "https://*.example.com");
    Refusal refusal = Refusal.origin("https://app.example", before);
    assertThat(config(refusal).origins().allow())
        .containsExactly("null", "https://*.example.com", "https://app.example");
  }

  @Test
  void anOriginThatIsNoneIsShownEscapedAndNotToBePasted() {
    Refusal refusal = Refusal.origin("https://x\"]\r\norigins.allow: [\"*", List.of());
    assertThat(refusal.remedy()).isEmpty();
    assertThat(refusal.sentence()).doesNotContain("\n").contains("\\u000d\\u000a");
  }

  @Test
  void theRemedyOfAHostServesItBesideThoseBefore() {
    GatewayConfig config = config(Refusal.host("WS.example.org:8080", List.of("ws.example.com")));
    assertThat(config.http().allowedHosts()).containsExactly("ws.example.com", "ws.example.org");
    assertThat(Refusal.host(null, List.of("ws.example.com")).remedy()).isEmpty();
  }

  @Test
  void theRemedyOfAProxyTrustsThatProxyOnly() {
    GatewayConfig config = config(Refusal.undeclaredProxy("10.1.2.3"));
    assertThat(config.http().trustedProxies()).containsExactly("10.1.2.3/32");
  }

  private static GatewayConfig config(Refusal refusal) {
    return ConfigLoader.parse(refusal.remedy()).config();
  }
}
