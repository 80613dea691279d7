package io.wsgateway.server.admission;

import static org.assertj.core.api.Assertions.assertThat;

import io.wsgateway.config.GatewayConfig;
import io.wsgateway.config.HttpConfig.ForwardedHeader;
import io.wsgateway.config.load.ConfigLoader;
import io.wsgateway.server.admission.ClientAddress.Scheme;
import io.wsgateway.transport.UndecodableRequest;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class RefusalTest {
  static List<Refusal> withRemedy() {
    return List.of(
        origin("https://app.example", List.of()),
        Refusal.host("evil.example:8080", List.of("ws.example.com", "[::1]")),
        Refusal.originMissing(),
        Refusal.perAddress("203.0.113.7", 1000),
        Refusal.connections(6_000_000),
        Refusal.tcpConnections(110_000),
        Refusal.rate(1000),
        TokenRefusals.missing(PathPattern.parse("/ws"), true),
        TokenRefusals.userLimit("a", 100),
        TokenRefusals.blocked(PathPattern.parse("/ws"), "a"),
        ProxyRefusals.undeclared("10.1.2.3", List.of()),
        ProxyRefusals.undeclared("fd00:0:0:0:0:0:0:1", List.of("10.0.0.0/8")),
        ProxyRefusals.overLimit("10.1.2.3", 1000, List.of("192.168.0.0/16")),
        RequestRefusals.undecodable(UndecodableRequest.LINE_TOO_LONG, 1024),
        RequestRefusals.undecodable(UndecodableRequest.HEADERS_TOO_LARGE, 1_000_000),
        RequestRefusals.proxyHeader(),
        RequestRefusals.noProxyHeader(),
        ProxyRefusals.otherForwardedHeader("10.1.2.3", ForwardedHeader.X_FORWARDED_FOR),
        ProxyRefusals.otherForwardedHeader("10.1.2.3", ForwardedHeader.FORWARDED));
  }

  @ParameterizedTest
  @MethodSource("withRemedy")
  void theLineToPasteIsAConfigurationThatLoads(Refusal refusal) {
    assertThat(config(refusal)).isNotNull();
  }

  @Test
  void whatATokenSaysIsEscapedAndCut() {
    PathPattern path = PathPattern.parse("/ws");
    for (Refusal refusal :
        List.of(
            TokenRefusals.refused(path, "no key a\n" + "x".repeat(500)),
            TokenRefusals.unavailable(path, "no key a\n" + "x".repeat(500)),
            TokenRefusals.userLimit("a\n" + "x".repeat(500), 1))) {
      assertThat(refusal.sentence()).contains("a\\u000a").hasSizeLessThan(350);
      assertThat(refusal.sentence()).doesNotContain("\n");
    }
  }

  @Test
  void theRemedyOfAnOriginAllowsItBesideThoseBefore() {
    List<String> before = List.of("null", "https://*.example.com");
    Refusal refusal = origin("https://app.example", before);
    assertThat(config(refusal).origins().allow())
        .containsExactly("null", "https://*.example.com", "https://app.example");
  }

  @Test
  void anOriginThatIsNoneIsShownEscapedAndNotToBePasted() {
    Refusal refusal = origin("https://x\"]\r\norigins.allow: [\"*", List.of());
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
    GatewayConfig config = config(ProxyRefusals.undeclared("10.1.2.3", List.of()));
    assertThat(config.http().trustedProxies()).containsExactly("10.1.2.3/32");
  }

  @Test
  void theRemedyOfAProxyTrustsItBesideThoseBefore() {
    List<String> before = List.of("192.168.0.0/16", "::1/128");
    for (Refusal refusal :
        List.of(
            ProxyRefusals.undeclared("10.1.2.3", before),
            ProxyRefusals.overLimit("10.1.2.3", 1000, before))) {
      assertThat(config(refusal).http().trustedProxies())
          .containsExactly("192.168.0.0/16", "::1/128", "10.1.2.3/32");
    }
  }

  @Test
  void theGreatestLimitOfAHandshakeIsNotRaised() {
    assertThat(
            RequestRefusals.undecodable(UndecodableRequest.HEADERS_TOO_LARGE, 1_048_576).remedy())
        .isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "UNKNOWN | - | https://app.example | gw:8080 | Host: gw:8080) | $http_host",
        "UNKNOWN | - | https://app.example:8443 | app.example | Host: app.example) | $http_host",
        "HTTPS | - | https://app.example | gw:8080 | https://gw:8080 | because this node terminates TLS",
        "HTTPS | - | http://app.example | App.example | https://App.example | only the scheme",
        "HTTP | X-Forwarded-Proto | https://app.example | gw | X-Forwarded-Proto of | $http_host",
        "HTTP | X-Forwarded-Proto | https://app.example | app.example | by X-Forwarded-Proto |"
            + " because a proxy said http:",
        "HTTP | Forwarded | https://app.example | app.example:443 | by Forwarded |"
            + " because a proxy said http:"
      })
  void aRefusedOriginSaysWhatItWasComparedWith(
      Scheme scheme, String header, String origin, String host, String compared, String cure) {
    ClientAddress client =
        new ClientAddress("a", "a", true, scheme, header.equals("-") ? null : header);
    assertThat(OriginRefusals.of(origin, host, client, List.of()).sentence())
        .contains(compared, cure);
  }

  @Test
  void onlyAProxysWordOnTheSchemeIsBlamedForTheScheme() {
    ClientAddress client = new ClientAddress("a", "a", true, Scheme.HTTP, "X-Forwarded-Proto");
    assertThat(OriginRefusals.of("https://a.example", "b.example", client, List.of()).sentence())
        .doesNotContain("only the scheme");
    assertThat(OriginRefusals.of("null", "b.example", client, List.of()).sentence())
        .doesNotContain("only the scheme");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "/realtime/ws | ends like /ws",
        "/a/b/rooms/blue | ends like /rooms/{room}",
        "/ws/ | is /ws but for case or slashes",
        "//ws | is /ws but for case or slashes",
        "/WS | is /ws but for case or slashes",
        "/other | there are /ws, /rooms/{room}"
      })
  void anUnknownPathIsComparedWithTheEndpoints(String path, String words) {
    List<PathPattern> endpoints =
        List.of(PathPattern.parse("/ws"), PathPattern.parse("/rooms/{room}"));
    String sentence = RequestRefusals.path(path, endpoints).sentence();
    assertThat(sentence).contains(words).doesNotContain("realtime", "blue", "other");
  }

  @Test
  void manyEndpointsAreNotAllNamed() {
    List<PathPattern> endpoints =
        IntStream.range(0, 100).mapToObj(i -> PathPattern.parse("/e" + i)).toList();
    assertThat(RequestRefusals.path("/x", endpoints).sentence()).contains("/e4 and 95 more");
    assertThat(RequestRefusals.path("/x", List.of()).sentence())
        .contains("no endpoint is configured");
  }

  private static Refusal origin(String given, List<String> allowed) {
    ClientAddress client = new ClientAddress("a", "a", true, Scheme.UNKNOWN, null);
    return OriginRefusals.of(given, "gw.test", client, allowed);
  }

  private static GatewayConfig config(Refusal refusal) {
    return ConfigLoader.parse(refusal.remedy()).config();
  }
}
