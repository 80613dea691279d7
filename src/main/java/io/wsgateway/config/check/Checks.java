package io.wsgateway.config.check;

import io.wsgateway.config.GatewayConfig;

/** The checks that look at more than one value, or at more than its type. */
public final class Checks {
  private Checks() {}

  public static void run(GatewayConfig config, Problems problems) {
    UnsupportedKeys.check(config, problems);
    EndpointChecks.check(config, problems);
    ChannelChecks.check(config, problems);
    OriginChecks.check(config.origins(), problems);
    HostChecks.check(config, problems);
    NetworkChecks.check(config, problems);
    TlsChecks.check(config, problems);
    ApiKeyChecks.check(config.api(), problems);
    TokenChecks.check(config, problems);
    LimitChecks.check(config, problems);
    ClusterChecks.check(config, problems);
    if (config.endpoints().isEmpty()) {
      problems.warn(
          "no endpoint is configured, so every raw client is refused: set endpoints, for example"
              + " endpoints: [{path: /ws, channel: chat}], or try config/demo.yaml");
    }
  }
}
