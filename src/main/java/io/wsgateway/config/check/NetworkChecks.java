package io.wsgateway.config.check;

import io.netty.util.NetUtil;
import io.wsgateway.config.GatewayConfig;
import io.wsgateway.config.text.KeyPaths;
import io.wsgateway.config.text.Printable;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** Checks that ports differ, and that networks are valid. */
final class NetworkChecks {
  private static final byte[] MAPPED = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, -1, -1};

  /**
   * A part of an IPv4 address, or of one inside IPv6, with a leading zero: some programs read it as
   * octal, others as decimal, and the JDK refuses it.
   */
  private static final Pattern OCTAL = Pattern.compile("(?:(?:^|:)(?=[0-9.]*\\.)|\\.)0[0-9]");

  private NetworkChecks() {}

  static void check(GatewayConfig config, Problems problems) {
    ports(config, problems);
    List<String> proxies = config.http().trustedProxies();
    for (int i = 0; i < proxies.size(); i++) {
      network(proxies.get(i), KeyPaths.element("http.trustedProxies", i), problems);
    }
  }

  private static void ports(GatewayConfig config, Problems problems) {
    Map<String, Integer> ports = new LinkedHashMap<>();
    ports.put("http.port", config.http().port());
    ports.put("management.port", config.management().port());
    if (config.api().port() != config.management().port()) {
      ports.put("api.port", config.api().port());
    }
    if (config.cluster().enabled()) {
      ports.put("cluster.port", config.cluster().port());
      ports.put("eventBus.port", config.eventBus().port());
    }
    Map<Integer, String> keys = new LinkedHashMap<>();
    ports.forEach(
        (key, port) -> {
          // A port with a problem has its default here, which the user did not choose.
          if (port != 0 && !problems.failed(key)) {
            String other = keys.putIfAbsent(port, key);
            if (other == null) {
              return;
            }
            // Report the key that the user set: the other has its default.
            if (problems.isGiven(other) && !problems.isGiven(key)) {
              problems.add(other, port + " is already the default of " + key);
            } else {
              problems.add(key, port + " is already the value of " + other);
            }
          }
        });
  }

  private static void network(String text, String key, Problems problems) {
    int slash = text.indexOf('/');
    String address = slash < 0 ? text : text.substring(0, slash);
    boolean v4 = NetUtil.isValidIpV4Address(address) && !OCTAL.matcher(address).find();
    boolean v6 =
        NetUtil.isValidIpV6Address(address)
            && !OCTAL.matcher(address).find()
            && address.indexOf('%') < 0
            && !isMapped(address);
    int most = v4 ? 32 : 128;
    if (slash < 0 && (v4 || v6)) {
      problems.add(key, Printable.quoted(text) + " is one address; write " + text + "/" + most);
    } else if (!(v4 || v6) || !isPrefix(text.substring(slash + 1), most)) {
      problems.add(
          key, Printable.quoted(text) + " is given; allowed: CIDRs such as 10.0.0.0/8 or fd00::/8");
    } else if (text.endsWith("/0")) {
      problems.warn(key + ": " + text + " lets every client claim any address");
    }
  }

  /**
   * Whether it is IPv4 mapped to IPv6, which never matches: clients' addresses are compared as
   * IPv4.
   */
  private static boolean isMapped(String v6) {
    byte[] bytes = NetUtil.createByteArrayFromIpAddressString(v6);
    return bytes != null && Arrays.equals(bytes, 0, MAPPED.length, MAPPED, 0, MAPPED.length);
  }

  private static boolean isPrefix(String text, int most) {
    return text.matches("0|[1-9][0-9]{0,2}") && Integer.parseInt(text) <= most;
  }
}
