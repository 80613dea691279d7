package io.wsgateway.cli;

import io.wsgateway.app.Gateway;
import io.wsgateway.app.Version;
import io.wsgateway.config.ApiConfig;
import io.wsgateway.config.EndpointConfig;
import io.wsgateway.config.GatewayConfig;

/** What a node says when it is ready: where to point a browser, a WebSocket client and curl. */
final class Banner {
  private Banner() {}

  static String text(GatewayConfig config, Gateway gateway) {
    boolean tls = config.http().tls() != null;
    String site = "://" + reachable(config.http().host()) + ":" + gateway.httpPort();
    String management = config.management().tls() == null ? "http" : "https";
    String manager = management + "://" + reachable(config.management().host()) + ":";
    StringBuilder text = new StringBuilder(512);
    text.append("\nws-gateway ").append(Version.current());
    text.append(" is ready, node ").append(gateway.nodeName()).append('\n');
    if (config.demo().enabled()) {
      line(text, "browser", (tls ? "https" : "http") + site + "/");
    }
    for (EndpointConfig endpoint : config.endpoints().stream().limit(5).toList()) {
      line(text, "client", "websocat " + (tls ? "wss" : "ws") + site + filled(endpoint.path()));
    }
    if (!config.api().keys().isEmpty()) {
      String api = manager + gateway.apiPort() + "/api/publish";
      line(
          text,
          "publish",
          "curl -H 'X-API-Key: " + key(config) + "' -d '" + body(config) + "' " + api);
    }
    line(text, "health", "curl " + manager + gateway.managementPort() + "/health/ready");
    return text.toString();
  }

  /** With something for each placeholder, so that the line works as it stands. */
  private static String filled(String template) {
    return template.replaceAll("\\{\\w+}", "1");
  }

  private static void line(StringBuilder text, String what, String how) {
    text.append(String.format("  %-8s %s%n", what, how));
  }

  /** A wildcard address is no place to connect to. */
  private static String reachable(String host) {
    return host.equals("0.0.0.0") || host.equals("::") || host.equals("127.0.0.1")
        ? "localhost"
        : host;
  }

  /** The demo's key is in the demo's file and no secret; any other is named, not shown. */
  private static String key(GatewayConfig config) {
    ApiConfig api = config.api();
    return config.demo().enabled()
        ? api.keys().get(0).key().reveal()
        : "<key of " + api.keys().get(0).name() + ">";
  }

  private static String body(GatewayConfig config) {
    String channel =
        config.endpoints().stream()
            .map(endpoint -> filled(endpoint.channel()))
            .findFirst()
            .orElse("news");
    return "{\"channel\": \"" + channel + "\", \"data\": \"hello\"}";
  }
}
