package io.wsgateway.config.check;

import io.netty.util.NetUtil;
import io.wsgateway.config.GatewayConfig;
import io.wsgateway.config.text.KeyPaths;
import io.wsgateway.config.text.Printable;
import java.util.List;
import java.util.regex.Pattern;

/** Checks the list of host names, and warns if it should be set and is not. */
final class HostChecks {
  private static final String KEY = "http.allowedHosts";
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9._~-]{1,253}");

  private HostChecks() {}

  static void check(GatewayConfig config, Problems problems) {
    List<String> hosts = config.http().allowedHosts();
    for (int i = 0; i < hosts.size(); i++) {
      check(hosts.get(i), KeyPaths.element(KEY, i), problems);
    }
    if (hosts.isEmpty()
        && config.origins().allow().isEmpty()
        && !config.endpoints().isEmpty()
        && !problems.failedWithin(KEY)) {
      problems.warn(
          KEY
              + " is not set, so the gateway accepts a web page as same-origin if that page's host"
              + " name resolves to this node (DNS rebinding); set the names that clients use, for"
              + " example "
              + KEY
              + ": [\"ws.example.com\"]");
    }
  }

  private static void check(String host, String key, Problems problems) {
    boolean v6 = host.startsWith("[") && host.endsWith("]");
    if (v6 ? NetUtil.isValidIpV6Address(host) : NAME.matcher(host).matches()) {
      return;
    }
    problems.add(
        key,
        Printable.quoted(host)
            + " is given; allowed: exact names such as ws.example.com, without scheme, port or *;"
            + " IPv6 addresses in brackets");
  }
}
