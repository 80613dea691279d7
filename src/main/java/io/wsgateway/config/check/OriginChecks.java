package io.wsgateway.config.check;

import io.wsgateway.config.GatewayConfig;
import io.wsgateway.config.OriginPattern;
import io.wsgateway.config.text.KeyPaths;
import io.wsgateway.config.text.Printable;
import java.util.List;
import java.util.Optional;

/** Checks the list of origins. */
final class OriginChecks {
  private OriginChecks() {}

  static void check(GatewayConfig config, Problems problems) {
    List<String> allow = config.origins().allow();
    String cookie =
        config.auth().cookie() != null
            ? "auth.cookie"
            : HookAuthCheck.passesCookies(config) ? "Cookie in hooks.clientHeaders" : "";
    for (int i = 0; i < allow.size(); i++) {
      String origin = allow.get(i);
      String key = KeyPaths.element("origins.allow", i);
      if (!cookie.isEmpty() && (origin.equals("*") || origin.equals("null"))) {
        problems.add(
            key,
            Printable.quoted(origin)
                + " does not go with "
                + cookie
                + ": browsers send the cookie for every page, so list"
                + " the origins of your own pages instead");
      } else if (origin.equals("*")) {
        problems.warn("origins.allow: \"*\" lets every web page connect");
      } else if (!origin.equals("null")) {
        check(origin, key, problems);
      }
    }
  }

  private static void check(String origin, String key, Problems problems) {
    Optional<OriginPattern> pattern = OriginPattern.parse(origin);
    if (pattern.isEmpty()) {
      problems.add(
          key,
          Printable.quoted(origin)
              + " is given; allowed: scheme://host[:port] without a path, * only as the whole"
              + " left-most host label or the whole port; or \"*\" alone, \"file://\" or \"null\""
              + hint(origin));
      return;
    }
    int port = pattern.get().exact().port();
    if (port > 0 && origin.endsWith(":" + port) && pattern.get().exact().isDefaultPort()) {
      problems.add(
          key,
          "browsers leave out port " + port + ", the default of this scheme: leave it out, too");
    }
  }

  /** Suggests the origin for the two most common mistakes, a bare host and a URL. */
  private static String hint(String origin) {
    String whole = origin.contains("://") ? origin : "https://" + origin;
    int path = whole.indexOf('/', whole.indexOf("://") + 3);
    String without = path < 0 ? whole : whole.substring(0, path);
    return !without.equals(origin) && OriginPattern.parse(without).isPresent()
        ? "; write " + without
        : "";
  }
}
