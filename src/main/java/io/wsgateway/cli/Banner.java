package io.wsgateway.cli;

import io.wsgateway.app.Gateway;
import io.wsgateway.app.Version;
import io.wsgateway.config.ApiConfig;
import io.wsgateway.config.ApiKeyConfig;
import io.wsgateway.config.ApiKeyConfig.ApiScope;
import io.wsgateway.config.EndpointConfig;
import io.wsgateway.config.GatewayConfig;
import io.wsgateway.config.HttpConfig;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** Writes the text for a ready node: the addresses for a browser, a WebSocket client and curl. */
final class Banner {
  private Banner() {}

  static String text(GatewayConfig config, Gateway gateway) {
    return text(config, gateway.nodeName(), Ports.of(gateway));
  }

  /** The ports that the node listens on. */
  record Ports(int http, int management, int api) {
    static Ports of(Gateway gateway) {
      return new Ports(gateway.httpPort(), gateway.managementPort(), gateway.apiPort());
    }
  }

  static String text(GatewayConfig config, String node, Ports ports) {
    boolean tls = config.http().tls() != null;
    String site = "://" + publicHost(config.http()) + ":" + ports.http();
    String management = config.management().tls() == null ? "http" : "https";
    String manager = management + "://" + reachable(config.management().host()) + ":";
    StringBuilder text = new StringBuilder(512);
    text.append("\nws-gateway ").append(Version.current());
    text.append(" is ready, node ").append(node).append('\n');
    String page = (tls ? "https" : "http") + site;
    if (config.demo().enabled()) {
      line(text, "browser", page + "/");
    }
    String origin = config.origins().require() ? "--origin " + quoted(page) + " " : "";
    for (EndpointConfig endpoint : config.endpoints().stream().limit(5).toList()) {
      String url = (tls ? "wss" : "ws") + site + filled(endpoint.path());
      line(text, "client", "websocat " + origin + protocol(endpoint) + quoted(url));
    }
    publisher(config.api())
        .ifPresent(
            key ->
                line(
                    text,
                    "publish",
                    "curl -H "
                        + quoted("X-API-Key: " + shown(key, config))
                        + " -d "
                        + quoted(body(config))
                        + " "
                        + quoted(manager + ports.api() + "/api/publish")));
    line(text, "health", "curl " + quoted(manager + ports.management() + "/health/ready"));
    return text.toString();
  }

  private static String protocol(EndpointConfig endpoint) {
    return endpoint.requireSubprotocol()
        ? "--protocol " + quoted(endpoint.subprotocols().get(0)) + " "
        : "";
  }

  /** Fills each placeholder with a value, so that the line works as it is. */
  private static String filled(String template) {
    return template.replaceAll("\\{\\w+}", "1");
  }

  private static void line(StringBuilder text, String what, String how) {
    text.append(String.format("  %-8s %s%n", what, how));
  }

  /** Returns a name of {@code http.allowedHosts} if there is one: the node rejects other names. */
  private static String publicHost(HttpConfig http) {
    String host = reachable(http.host());
    List<String> allowed = http.allowedHosts();
    return allowed.isEmpty() || allowed.stream().anyMatch(host::equalsIgnoreCase)
        ? host
        : allowed.get(0);
  }

  /** Returns a host as it appears in URLs; nobody can connect to a wildcard address. */
  static String reachable(String host) {
    if (host.indexOf(':') < 0) {
      return host.equals("0.0.0.0") || host.equals("127.0.0.1") ? "localhost" : host;
    }
    // In every spelling, the IPv6 wildcard address consists of 0 and : only.
    return host.matches("[0:]+") ? "localhost" : "[" + host.replace("%", "%25") + "]";
  }

  /** Quotes a word if it has characters with a meaning to the shell. */
  private static String quoted(String word) {
    return word.matches("[A-Za-z0-9._~:/@%+,-]+") ? word : "'" + word.replace("'", "'\\''") + "'";
  }

  /** The first one; one for all channels comes before those that may not reach the example's. */
  private static Optional<ApiKeyConfig> publisher(ApiConfig api) {
    return api.keys().stream()
        .filter(key -> key.scopes().contains(ApiScope.PUBLISH))
        .min(Comparator.comparing(key -> !key.channels().isEmpty()));
  }

  /** Shows the key of the demo, which is public; shows only the name of any other key. */
  private static String shown(ApiKeyConfig key, GatewayConfig config) {
    return config.demo().enabled() ? key.key().reveal() : "<key of " + key.name() + ">";
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
