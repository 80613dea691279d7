package io.wsgateway.cli;

import io.wsgateway.config.GatewayConfig;
import java.util.ArrayList;
import java.util.List;

/** Lists what a valid configuration needs before clients can use it, with the lines to paste. */
final class Hints {
  private Hints() {}

  static List<String> of(GatewayConfig config) {
    List<String> hints = new ArrayList<>();
    if (config.api().keys().isEmpty()) {
      hints.add(
          "no API key is configured, so the HTTP API rejects every call; set:"
              + " api.keys: [{name: backend, key: \"file:/run/secrets/api-key\","
              + " scopes: [publish]}]");
    }
    if (config.demo().enabled()) {
      hints.add(
          "demo.enabled is true: anyone who can connect to this port can read and write the chat");
    }
    return hints;
  }
}
