package io.wsgateway.config.schema;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class EnvironmentTest {
  @Test
  void noTwoKeysShareAName() {
    List<String> names = new ArrayList<>();
    KnownKeys.forEach((path, entry) -> VariableNames.of(path, entry).ifPresent(names::add));
    assertThat(names).hasSizeGreaterThan(80).doesNotHaveDuplicates();
    assertThat(VariableNames.keysByName()).hasSameSizeAs(names);
  }

  @Test
  void namesAreDerivedFromTheKeys() {
    assertThat(VariableNames.keysByName())
        .containsEntry("WSGATEWAY_LIMITS_MESSAGE_BYTES", "limits.messageBytes")
        .containsEntry("WSGATEWAY_HTTP_TLS_CERT", "http.tls.cert")
        .containsEntry(
            "WSGATEWAY_CHANNELS_DEFAULT_HISTORY_TTL_SECONDS", "channels.default.history.ttlSeconds")
        .containsEntry("WSGATEWAY_API_KEYS", "api.keys");
  }

  @Test
  void groupsAndKeysInsideListsAndMapsHaveNone() {
    assertThat(VariableNames.keysByName().values())
        .doesNotContain("http", "http.tls")
        .noneMatch(key -> key.contains("[]") || key.contains("*"));
  }
}
