package io.wsgateway.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.wsgateway.config.load.ConfigLoader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a node prints works as it stands, in a shell. */
class BannerTest {
  private static final String KEY = "k".repeat(32);

  private static String banner(String yaml) {
    return Banner.text(
        ConfigLoader.parse(yaml).config(), "node-1", new Banner.Ports(8080, 8081, 8082));
  }

  @ParameterizedTest
  @CsvSource({
    "0.0.0.0,localhost",
    "127.0.0.1,localhost",
    "10.0.0.5,10.0.0.5",
    "ws.example,ws.example",
    "::,localhost",
    "0:0:0:0:0:0:0:0,localhost",
    "::1,[::1]",
    "2001:db8::7,[2001:db8::7]",
    "fe80::1%eth0,[fe80::1%25eth0]"
  })
  void addressesOfIpv6AreInBrackets(String host, String shown) {
    assertThat(Banner.reachable(host)).isEqualTo(shown);
  }

  @Test
  void bracketsAreQuotedSinceShellsExpandThem() {
    assertThat(
            banner(
                """
                http: {host: "::1"}
                management: {host: "2001:db8::7"}
                api: {port: 8082, keys: [{name: a, key: %s, scopes: [publish]}]}
                endpoints: [{path: /ws, channel: chat}]
                """
                    .formatted(KEY)))
        .contains("websocat 'ws://[::1]:8080/ws'")
        .contains(" 'http://[2001:db8::7]:8082/api/publish'")
        .contains("curl 'http://[2001:db8::7]:8081/health/ready'");
  }

  @Test
  void aSubprotocolIsOfferedWhereOneIsRequired() {
    assertThat(
            banner(
                """
                endpoints:
                  - {path: /soap, channel: chat, subprotocols: [soap, "x!"], requireSubprotocol: true}
                  - {path: /odd, channel: chat, subprotocols: ["x!"], requireSubprotocol: true}
                  - {path: /any, channel: chat, subprotocols: [soap]}
                """))
        .contains("websocat --protocol soap ws://localhost:8080/soap\n")
        .contains("websocat --protocol 'x!' ws://localhost:8080/odd\n")
        .contains("websocat ws://localhost:8080/any\n");
  }

  @Test
  void aKeyForAllChannelsIsShownBeforeALimitedOne() {
    String limited =
        "{name: limited, key: %s, scopes: [publish], channels: [news]}".formatted("l".repeat(32));
    String all = "{name: all, key: " + KEY + ", scopes: [publish]}";
    assertThat(banner("api: {keys: [" + limited + ", " + all + "]}")).contains("<key of all>");
    assertThat(banner("api: {keys: [" + limited + "]}")).contains("<key of limited>");
  }

  @Test
  void anOriginIsSentWhereOneIsRequired() {
    assertThat(banner("origins: {require: true}\nendpoints: [{path: /ws, channel: chat}]"))
        .contains("websocat --origin http://localhost:8080 ws://localhost:8080/ws\n");
  }

  @Test
  void onlyNamesThatAreAnsweredAreShown() {
    String endpoints = "endpoints: [{path: /ws, channel: chat}]\n";
    assertThat(banner(endpoints + "http: {allowedHosts: [ws.example, b.example]}"))
        .contains("websocat ws://ws.example:8080/ws\n");
    assertThat(banner(endpoints + "http: {allowedHosts: [ws.example, LOCALHOST]}"))
        .contains("websocat ws://localhost:8080/ws\n");
  }

  @Test
  void onlyAKeyThatMayPublishIsNamed() {
    String reader = "{name: reader, key: %s, scopes: [read]}".formatted("r".repeat(32));
    String writer = "{name: writer, key: %s, scopes: [publish]}".formatted(KEY);
    assertThat(banner("api: {keys: [" + reader + "]}")).doesNotContain("/api/publish");
    assertThat(banner("api: {keys: [" + reader + ", " + writer + "]}"))
        .contains("'X-API-Key: <key of writer>'");
  }

  @Test
  void aQuoteInAPathOrAChannelDoesNotEndTheArgument() {
    assertThat(
            banner(
                """
                api: {keys: [{name: a, key: %s, scopes: [publish]}]}
                endpoints: [{path: "/it's", channel: "it's"}]
                """
                    .formatted(KEY)))
        .contains("'ws://localhost:8080/it'\\''s'")
        .contains("{\"channel\": \"it'\\''s\", \"data\": \"hello\"}'");
  }
}
