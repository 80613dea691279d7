package io.wsgateway.server.admission;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.HexFormat;
import java.util.Optional;
import java.util.regex.Pattern;

/** Parses IP addresses without ever querying a name server. */
final class IpText {
  private static final Pattern V4 =
      Pattern.compile("(?:(?:25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)(?:\\.(?!$)|$)){4}");
  private static final Pattern V6 = Pattern.compile("[0-9a-fA-F:]*:[0-9a-fA-F:.]*");
  private static final Pattern PORT = Pattern.compile(":\\d{1,5}");

  private IpText() {}

  /**
   * Parses an address without port. A zone ({@code %eth0}) is ignored; IPv4 in IPv6 becomes IPv4.
   */
  static Optional<InetAddress> parse(String text) {
    int zone = text.indexOf('%');
    String plain = zone < 0 ? text : text.substring(0, zone);
    if (plain.length() > 45 || !(V4.matcher(plain).matches() || V6.matcher(plain).matches())) {
      return Optional.empty();
    }
    try {
      return Optional.of(InetAddress.getByName(plain));
    } catch (UnknownHostException e) {
      return Optional.empty();
    }
  }

  /** Parses an address that may have a port, with IPv6 then in brackets (RFC 7239 section 6). */
  static Optional<InetAddress> parseNode(String text) {
    if (text.startsWith("[")) {
      int close = text.indexOf(']');
      boolean whole =
          close > 0
              && (close == text.length() - 1 || PORT.matcher(text.substring(close + 1)).matches());
      return whole ? parse(text.substring(1, close)) : Optional.empty();
    }
    int colon = text.indexOf(':');
    if (colon >= 0
        && text.indexOf(':', colon + 1) < 0
        && PORT.matcher(text.substring(colon)).matches()) {
      return parse(text.substring(0, colon));
    }
    return parse(text);
  }

  /**
   * Returns the key of per-address limits. A host owns a whole /64, so counting single IPv6
   * addresses would be useless.
   */
  static String countKey(InetAddress address) {
    return address instanceof Inet6Address
        ? HexFormat.of().formatHex(address.getAddress(), 0, 8) + "/64"
        : address.getHostAddress();
  }

  /**
   * Returns whether the address is private: loopback, link-local, RFC 1918, RFC 6598 or RFC 4193.
   */
  static boolean isPrivate(InetAddress address) {
    byte[] bytes = address.getAddress();
    return address.isLoopbackAddress()
        || address.isLinkLocalAddress()
        || address.isSiteLocalAddress()
        || (bytes.length == 4 && bytes[0] == 100 && (bytes[1] & 0xc0) == 0x40)
        || (bytes.length == 16 && (bytes[0] & 0xfe) == 0xfc);
  }
}
