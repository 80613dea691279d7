package io.wsgateway.config.check;

import io.wsgateway.config.GatewayConfig;

/** Runs the checks that need more than one value, or more than the type of a value. */
public final class Checks {
  private Checks() {}

  public static void run(GatewayConfig config, Problems problems) {
    UnsupportedKeys.check(config, problems);
    EndpointChecks.check(config, problems);
    ChannelChecks.check(config, problems);
    PrivateChannelCheck.check(config, problems);
    SchemaChecks.check(config, problems);
    OriginChecks.check(config, problems);
    HostChecks.check(config, problems);
    NetworkChecks.check(config, problems);
    TlsChecks.check(config, problems);
    ApiKeyChecks.check(config.api(), config.limits().channelBytes(), problems);
    TokenChecks.check(config, problems);
    HookChecks.check(config, problems);
    LimitChecks.check(config, problems);
    ClusterChecks.check(config, problems);
    if (config.endpoints().isEmpty()) {
      problems.warn(
          "no endpoint is configured, so the gateway rejects every WebSocket client: set endpoints, for example"
              + " endpoints: [{path: /ws, channel: chat}], or try config/demo.yaml");
    }
  }
}
