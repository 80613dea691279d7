package io.wsgateway.config;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Checks the list of origins. */
final class OriginChecks {
  private static final String LABEL = "[A-Za-z0-9](?:[A-Za-z0-9_-]{0,61}[A-Za-z0-9])?";
  private static final Pattern ORIGIN =
      Pattern.compile(
          "([A-Za-z][A-Za-z0-9+.-]*)://((?:\\*\\.)?LABEL(?:\\.LABEL)*|\\[[0-9A-Fa-f:.]+])(?::([0-9]{1,5}|\\*))?"
              .replace("LABEL", LABEL));

  private static final int MAX_CHARS = 512;

  private OriginChecks() {}

  static void check(OriginsConfig origins, Problems problems) {
    for (int i = 0; i < origins.allow().size(); i++) {
      String origin = origins.allow().get(i);
      String key = Paths.element("origins.allow", i);
      if (origin.equals("*")) {
        problems.warn("origins.allow: \"*\" lets every page of the web connect");
      } else if (!origin.equals("null")) {
        check(origin, key, problems);
      }
    }
  }

  private static void check(String origin, String key, Problems problems) {
    Matcher matcher = ORIGIN.matcher(origin);
    if (origin.length() > MAX_CHARS || !matcher.matches()) {
      problems.add(
          key,
          Given.quote(origin)
              + " is given; allowed: scheme://host[:port] without a path, * only as the whole"
              + " left-most host label or the whole port; or \"*\" alone, or \"null\""
              + hint(origin));
      return;
    }
    String port = matcher.group(3);
    if (port == null || port.equals("*")) {
      return;
    }
    int number = Integer.parseInt(port);
    if (number < 1 || number > 65535) {
      problems.add(key, "the port " + port + " is given; allowed: 1 to 65535, or *");
    } else if (isDefault(matcher.group(1), number)) {
      problems.add(key, "browsers leave out the port " + port + " of this scheme: leave it out");
    }
  }

  /** A host alone is what is forgotten most. */
  private static String hint(String origin) {
    String whole = "https://" + origin;
    return origin.length() <= MAX_CHARS && ORIGIN.matcher(whole).matches()
        ? "; write " + whole
        : "";
  }

  private static boolean isDefault(String scheme, int port) {
    return (scheme.equalsIgnoreCase("https") && port == 443)
        || (scheme.equalsIgnoreCase("http") && port == 80);
  }
}
