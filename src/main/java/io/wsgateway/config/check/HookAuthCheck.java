package io.wsgateway.config.check;

import io.wsgateway.config.EndpointConfig;
import io.wsgateway.config.EndpointConfig.EndpointAuth;
import io.wsgateway.config.GatewayConfig;
import io.wsgateway.config.text.KeyPaths;

/** Checks that endpoints about which a backend decides have one, and the other way round. */
final class HookAuthCheck {
  private static final String URL = "hooks.connect.url";

  private HookAuthCheck() {}

  static void check(GatewayConfig config, Problems problems) {
    boolean has = config.hooks().connect().url() != null;
    if (!has) {
      for (int i = 0; i < config.endpoints().size(); i++) {
        if (asks(config.endpoints().get(i)) && !problems.failed(URL)) {
          problems.add(
              KeyPaths.element("endpoints", i) + ".auth",
              "hook needs a backend that decides: set " + URL);
        }
      }
    } else if (config.endpoints().stream().noneMatch(HookAuthCheck::asks)) {
      problems.warn(URL + " is never asked: set auth: hook at the endpoints that it decides about");
    } else if (config.hooks().clientHeaders().isEmpty()) {
      problems.warn(
          "hooks.clientHeaders is empty, so that the backend at "
              + URL
              + " sees no credentials; list Authorization, Cookie, or the header that holds them");
    }
  }

  /** Whether a backend decides by what browsers send for every page. */
  static boolean passesCookies(GatewayConfig config) {
    return config.endpoints().stream().anyMatch(HookAuthCheck::asks)
        && config.hooks().clientHeaders().stream().anyMatch("Cookie"::equalsIgnoreCase);
  }

  private static boolean asks(EndpointConfig endpoint) {
    return endpoint.auth() == EndpointAuth.HOOK;
  }
}
