package io.wsgateway.cli;

import io.wsgateway.config.GatewayConfig;
import java.util.ArrayList;
import java.util.List;

/** What a configuration that is valid but closed lacks, each with the line to paste. */
final class Hints {
  private Hints() {}

  static List<String> of(GatewayConfig config) {
    List<String> hints = new ArrayList<>();
    if (config.api().keys().isEmpty()) {
      hints.add(
          "no API key is configured, so the HTTP API refuses every call; set:"
              + " api.keys: [{name: backend, key: \"file:/run/secrets/api-key\","
              + " scopes: [publish]}]");
    }
    if (config.demo().enabled()) {
      hints.add("demo.enabled is true: anybody who reaches this port can read and write the chat");
    }
    return hints;
  }
}
