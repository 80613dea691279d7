package io.wsgateway.config.load;

import static org.assertj.core.api.Assertions.assertThat;

import io.wsgateway.config.reference.EffectiveYaml;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SecretsTest {
  private static final String SECRET = "s3cret-s3cret-s3cret-s3cret-s3cret";

  @TempDir Path directory;

  @Test
  void aSecretMayBeAFileWhoseTrailingLineEndIsNotPartOfIt() throws IOException {
    Path file = Files.writeString(directory.resolve("key"), SECRET + "\r\n");
    LoadedConfig loaded = ConfigLoader.parse(keys("file:" + file));
    assertThat(loaded.config().api().keys().get(0).key().reveal()).isEqualTo(SECRET);
  }

  @Test
  void aMissingSecretFileIsNamed() {
    assertThat(Failures.ofText(keys("file:/no/such")))
        .containsExactly("api.keys[0].key: the file \"/no/such\" does not exist");
  }

  @Test
  void nothingPrintsASecret() {
    LoadedConfig loaded = ConfigLoader.parse(keys(SECRET));
    assertThat(loaded.config().toString()).doesNotContain(SECRET).contains("key=***");
    assertThat(EffectiveYaml.write(loaded)).doesNotContain(SECRET).contains("key: \"***\"");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "api: {keys: s3cret-}",
        "api: {keys: [s3cret-]}",
        "api: {keys: [{name: a, key: [s3cret-], scopes: [read]}]}",
        "api: {keys: [{name: a, key: {b: s3cret-}, scopes: [read]}]}",
        "api: {keys: [{name: a, key: s3cret-, scopes: [read]}]}",
        "api: {keys: [{name: a, key: s3cret-, scopes: [read]}, {name: a, key: s3cret-}]}",
        "api: {keys: [{name: a, kye: s3cret-, scopes: [read]}]}",
        "api: s3cret-",
        "api: {keys: [{name: a, key: *s3cret-}]}",
        "api: {keys: [{name: a, key: !s3cret- b}]}",
        "api: {keys: [{name: a, key: !!s3cret- b}]}",
        "api: {keys: [{name: a, key: !s3cret-!b}]}",
        "api: {keys: [{name: a, key: !<s3cret-> b}]}",
        "api: {keys: [{name: a, key: &s3cret-]}",
        "api: {keys: [{name: a, key: 's3cret-]}",
        "api: {keys: [{name: a, key: %s3cret-, scopes: [read]}]}",
        "api: {keys: [{name: a, key: @s3cret-, scopes: [read]}]}",
        "api: {keys: [{name: a, key: {s3cret-}, scopes: [read]}]}",
        "api: {keys: [{name: a, key: s3cret-: b}]}",
        "api: {keys: [{name: a, key: \"s3cret-\", s",
        "auth: {jwt: {keys: [{kid: a, alg: HS256, secret: s3cret-}]}}",
        "auth: {jwt: {keys: [s3cret-]}}"
      })
  void noProblemShowsASecret(String yaml) {
    assertThat(Failures.ofText(yaml)).isNotEmpty().noneMatch(line -> line.contains("s3cret"));
  }

  @Test
  void aSecretOnTheCommandLineIsRefused() {
    String keys = "api.keys=[{name: a, key: " + SECRET + ", scopes: [read]}]";
    assertThat(
            Failures.of(() -> ConfigLoader.load(new ConfigSources(null, Map.of(), List.of(keys)))))
        .containsExactly(
            "api.keys[0].key (from --set): the process list shows it: use file:PATH, or another"
                + " source");
    assertThat(
            Failures.of(
                () -> ConfigLoader.load(new ConfigSources(null, Map.of(), List.of(SECRET)))))
        .noneMatch(line -> line.contains(SECRET));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "${API_KEY}",
        "${WS_GATEWAY_BACKEND_API_KEY_OF_PRODUCTION}",
        "prefix-${API_KEY:-a-default-of-thirty-two-characters}",
        "{{ .Values.gateway.api.key.of.production }}",
        "$(WS_GATEWAY_BACKEND_API_KEY_OF_PRODUCTION)",
        "$WS_GATEWAY_BACKEND_API_KEY_OF_PRODUCTION",
        "%WS_GATEWAY_BACKEND_API_KEY_OF_PRODUCTION%"
      })
  void aPlaceholderIsNoSecret(String placeholder) throws IOException {
    Path file = Files.writeString(directory.resolve("key"), placeholder + "\n");
    for (String key : List.of(placeholder, "file:" + file)) {
      assertThat(Failures.ofText(keys(key)))
          .containsExactly(
              "api.keys[0].key: contains a placeholder such as ${API_KEY}, which the gateway does not"
                  + " replace: use file:PATH, or set all of api.keys in WSGATEWAY_API_KEYS");
    }
    String jwt = "auth: {jwt: {keys: [{kid: a, alg: HS256, secret: '" + placeholder + "'}]}}";
    assertThat(Failures.ofText(jwt))
        .anyMatch(line -> line.startsWith("auth.jwt.keys[0].secret: contains a placeholder"));
  }

  @Test
  void aDollarOrABraceAloneMakesNoPlaceholder() {
    String secret = "a$b{c}d$(e)f%g%h{{i}j-k$L-m}n{o${p";
    assertThat(ConfigLoader.parse(keys(secret)).config().api().keys().get(0).key().reveal())
        .isEqualTo(secret);
  }

  private static String keys(String key) {
    return "api: {keys: [{name: a, key: \"" + key + "\", scopes: [read]}]}";
  }
}
