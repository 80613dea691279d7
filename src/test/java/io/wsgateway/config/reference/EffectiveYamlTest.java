package io.wsgateway.config.reference;

import static org.assertj.core.api.Assertions.assertThat;

import io.wsgateway.config.load.ConfigLoader;
import io.wsgateway.config.load.ConfigSources;
import io.wsgateway.config.load.LoadedConfig;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class EffectiveYamlTest {
  @Test
  void whatIsPrintedLoadsAgainAsTheSame() {
    Path file = Path.of("config/examples/rooms.yaml");
    LoadedConfig loaded =
        ConfigLoader.load(
            new ConfigSources(
                file,
                Map.of("WSGATEWAY_CHANNELS_NAMESPACES", "", "WSGATEWAY_HTTP_PORT", ""),
                List.of(
                    "drain.closeCode=1001",
                    "origins.allow=null,https://a.example",
                    "endpoints=[{path: '/{a}', channel: \"room:{a}\", welcome: \"\\\"yes\\\" : #\\n\"}]",
                    "channels.namespaces={room: {}, \"no\": {slowConsumer: latest}}")));
    assertThat(ConfigLoader.parse(EffectiveYaml.write(loaded)).config()).isEqualTo(loaded.config());
  }

  @Test
  void eachLineSaysWhereItsValueCameFrom() {
    Path file = Path.of("config/examples/broadcast.yaml");
    LoadedConfig loaded =
        ConfigLoader.load(
            new ConfigSources(
                file,
                Map.of("WSGATEWAY_LOGGING_LEVEL", "debug"),
                List.of("drain.windowSeconds=1")));
    assertThat(EffectiveYaml.write(loaded).lines())
        .contains(
            "  port: 3001  # config/examples/broadcast.yaml",
            "endpoints:  # config/examples/broadcast.yaml",
            "  - path: /",
            "  level: debug  # WSGATEWAY_LOGGING_LEVEL",
            "  windowSeconds: 1  # --set",
            "  closeCode: 1012  # default",
            "  format: text  # default",
            "  port: 8081  # default: management.port",
            "  tls: null  # default");
  }
}
