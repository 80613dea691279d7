package io.wsgateway.config.reference;

import static org.assertj.core.api.Assertions.assertThat;

import io.wsgateway.config.GatewayConfig;
import io.wsgateway.config.load.ConfigLoader;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ChangedKeysTest {
  private static final String KEYS = "api: {keys: [{name: a, key: %s, scopes: [%s]}]}";

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "limits: {messageBytes: 100} | limits: {messageBytes: 100} |",
        "limits: {messageBytes: 100} | limits: {messageBytes: 101} | limits.messageBytes",
        "limits: {messageBytes: 65536} | {} |",
        "http: {port: 1} | http: {port: 2, host: 127.0.0.1} | http.host,http.port",
        "origins: {allow: [https://a.example]} | origins: {allow: [https://b.example]} | origins.allow",
        "endpoints: [{path: /a, channel: a}] | endpoints: [{path: /b, channel: a}] | endpoints[0].path",
        "endpoints: [{path: /a, channel: a}] | endpoints: [] | endpoints",
        "endpoints: [{path: /a, channel: a}] | endpoints: [{path: /a, channel: a, welcome: hi}] | endpoints[0].welcome",
        "channels: {namespaces: {a: {}}} | channels: {namespaces: {a: {slowConsumer: latest}}} | channels.namespaces.a.slowConsumer",
        "channels: {namespaces: {a: {}}} | channels: {namespaces: {b: {}}} | channels.namespaces"
      })
  void namesTheKeysThatDiffer(String before, String after, String changed) {
    assertThat(names(config(before), config(after))).isEqualTo(changed == null ? "" : changed);
  }

  @ParameterizedTest
  @CsvSource({"b,publish,api.keys[0].key", "a,read,api.keys[0].scopes", "a,publish,"})
  void secretsCountAndAreNotShown(String letter, String scope, String changed) {
    assertThat(
            names(
                config(KEYS.formatted("a".repeat(32), "publish")),
                config(KEYS.formatted(letter.repeat(32), scope))))
        .isEqualTo(changed == null ? "" : changed);
  }

  private static String names(GatewayConfig before, GatewayConfig after) {
    ChangedKeys changed = ChangedKeys.between(before, after);
    return Stream.concat(changed.live().stream(), changed.others().stream())
        .sorted()
        .collect(Collectors.joining(","));
  }

  private static GatewayConfig config(String yaml) {
    return ConfigLoader.parse(yaml).config();
  }
}
