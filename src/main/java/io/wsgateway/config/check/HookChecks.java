package io.wsgateway.config.check;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.wsgateway.config.EndpointConfig.Affinity;
import io.wsgateway.config.GatewayConfig;
import io.wsgateway.config.HooksConfig;
import io.wsgateway.config.Secret;
import io.wsgateway.config.text.KeyPaths;
import io.wsgateway.config.text.Printable;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Checks the webhooks: their URLs, the secret that signs them, and the headers passed on. */
final class HookChecks {
  private static final String SECRET = "hooks.secret";
  private static final String PREFIX = "whsec_";
  private static final int SHORTEST = 24;
  private static final int LONGEST = 64;
  private static final int MOST_HEADERS = 20;

  private static final Pattern BASE64 = Pattern.compile("[A-Za-z0-9+/]*={0,2}");

  /** They belong to the call itself, or would let a client speak in the name of the gateway. */
  private static final Set<String> OWN =
      Set.of(
          "accept-encoding",
          "connection",
          "content-encoding",
          "content-length",
          "content-type",
          "expect",
          "host",
          "keep-alive",
          "te",
          "trailer",
          "transfer-encoding",
          "upgrade");

  private static final List<String> OWN_PREFIXES =
      List.of("webhook-", "x-gateway-", "proxy-", "sec-websocket-");

  private final HooksConfig hooks;
  private final Problems problems;

  private HookChecks(HooksConfig hooks, Problems problems) {
    this.hooks = hooks;
    this.problems = problems;
  }

  static void check(GatewayConfig config, Problems problems) {
    HookChecks checks = new HookChecks(config.hooks(), problems);
    boolean inbound = checks.url("hooks.inbound.url", config.hooks().inbound().url());
    boolean connect = checks.url("hooks.connect.url", config.hooks().connect().url());
    boolean events = checks.url("hooks.events.url", config.hooks().events().url());
    checks.distinct();
    checks.secret(inbound || connect || events);
    checks.headers(config.hooks().clientHeaders());
    HookAuthCheck.check(config, problems);
    if (inbound) {
      affinity(config, problems);
    }
    if (events && config.events().send().isEmpty()) {
      problems.warn("hooks.events.url receives nothing: list the events in events.send");
    }
  }

  /** Messages to a URL go wherever the backend's balancer sends them. */
  private static void affinity(GatewayConfig config, Problems problems) {
    for (int i = 0; i < config.endpoints().size(); i++) {
      if (config.endpoints().get(i).affinity() == Affinity.CLIENT) {
        problems.add(
            KeyPaths.element("endpoints", i) + ".affinity",
            "client works only on the event bus: leave it out, or leave out hooks.inbound.url");
      }
    }
  }

  private boolean url(String key, @Nullable String url) {
    if (url == null) {
      return false;
    }
    if (!problems.failed(key)) {
      String problem = problem(url);
      if (problem != null) {
        problems.add(key, problem);
      } else if (url.startsWith("http://") && !KeySetUrl.isHere(url)) {
        problems.warn(
            key
                + " is plain http to another host: anyone on the network can read the calls and"
                + " forge the answers; use https, or a network that you trust");
      }
    }
    return true;
  }

  /** A signature does not say for which hook it is, and clients write the bodies of inbound. */
  private void distinct() {
    Map<URI, String> keys = new HashMap<>();
    distinct(keys, "hooks.inbound.url", hooks.inbound().url());
    distinct(keys, "hooks.connect.url", hooks.connect().url());
    distinct(keys, "hooks.events.url", hooks.events().url());
  }

  private void distinct(Map<URI, String> keys, String key, @Nullable String url) {
    if (url != null && !problems.failed(key)) {
      String other = keys.putIfAbsent(URI.create(url), key);
      if (other != null) {
        problems.add(
            key,
            "is also "
                + other
                + ", so a client could send a message that looks like another call; give each hook"
                + " its own URL, for example another path");
      }
    }
  }

  private static @Nullable String problem(String url) {
    URI uri;
    try {
      uri = new URI(url);
    } catch (URISyntaxException e) {
      return "is not a URL";
    }
    if (uri.getHost() == null || uri.getPort() > 65535 || uri.getPort() == 0) {
      return "has no host name, or a port that is none";
    }
    return uri.getRawUserInfo() != null || uri.getRawFragment() != null
        ? "has a user name, a password or a fragment: leave them out"
        : null;
  }

  private void secret(boolean needed) {
    Secret secret = hooks.secret();
    if (secret == null) {
      if (needed) {
        problems.add(
            SECRET,
            "is required with the URL of a hook, so that the backend can tell the gateway's calls"
                + " from others; `openssl rand -base64 32` makes one");
      }
    } else if (secret.isRead() && !problems.failed(SECRET)) {
      String problem = problem(secret);
      if (problem != null) {
        problems.add(SECRET, problem);
      }
    }
  }

  private static @Nullable String problem(Secret secret) {
    String text = secret.reveal();
    String digits = text.startsWith(PREFIX) ? text.substring(PREFIX.length()) : text;
    byte[] ascii = digits.getBytes(US_ASCII);
    if (!BASE64.matcher(digits).matches() || ascii.length % 4 != 0) {
      return "is not base64; `openssl rand -base64 32` makes one";
    }
    int bytes = ascii.length / 4 * 3 - (digits.length() - digits.replace("=", "").length());
    return bytes < SHORTEST || bytes > LONGEST
        ? "has " + bytes + " bytes; allowed: " + SHORTEST + " to " + LONGEST + ", in base64"
        : null;
  }

  private void headers(List<String> names) {
    String key = "hooks.clientHeaders";
    if (problems.failedWithin(key)) {
      return;
    }
    if (names.size() > MOST_HEADERS) {
      problems.add(key, "has " + names.size() + " entries; allowed: at most " + MOST_HEADERS);
      return;
    }
    Set<String> seen = new HashSet<>();
    for (int i = 0; i < names.size(); i++) {
      String name = names.get(i).toLowerCase(Locale.ROOT);
      String element = KeyPaths.element(key, i);
      if (!seen.add(name)) {
        problems.add(element, Printable.quoted(names.get(i)) + " is there twice");
      } else if (OWN.contains(name) || OWN_PREFIXES.stream().anyMatch(name::startsWith)) {
        problems.add(
            element, Printable.quoted(names.get(i)) + " belongs to the gateway's own request");
      }
    }
  }
}
