package io.wsgateway.server.admission;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.HexFormat;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Parses IP addresses without ever querying a name server. */
public final class IpText {
  private static final Pattern V6 = Pattern.compile("[0-9a-fA-F:]*:[0-9a-fA-F:.]*");
  private static final Pattern PORT = Pattern.compile(":\\d{1,5}");

  private IpText() {}

  /**
   * Parses an address without port. A zone ({@code %eth0}) is ignored; IPv4 in IPv6 becomes IPv4.
   */
  public static Optional<InetAddress> parse(String text) {
    int zone = text.indexOf('%');
    String plain = zone < 0 ? text : text.substring(0, zone);
    byte[] v4 = v4(plain);
    if (v4 != null) {
      return Optional.of(address(v4));
    }
    if (plain.length() > 45 || !V6.matcher(plain).matches()) {
      return Optional.empty();
    }
    try {
      return Optional.of(InetAddress.getByName(plain));
    } catch (UnknownHostException e) {
      return Optional.empty();
    }
  }

  /**
   * Parses an IPv4 address: four numbers without zeros in front, which some programs would read as
   * octal. By hand, because each connection has one twice, and a pattern would cost it more.
   * Returns null for any other text.
   */
  private static byte @Nullable [] v4(String text) {
    byte[] bytes = new byte[4];
    int at = 0;
    for (int i = 0; i < 4; i++) {
      int begin = at;
      int value = 0;
      while (at < text.length() && at < begin + 3 && isDigit(text.charAt(at))) {
        value = 10 * value + text.charAt(at++) - '0';
      }
      boolean padded = at > begin + 1 && text.charAt(begin) == '0';
      boolean ends = i == 3 ? at == text.length() : at < text.length() && text.charAt(at++) == '.';
      if (at == begin || padded || value > 255 || !ends) {
        return null;
      }
      bytes[i] = (byte) value;
    }
    return bytes;
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }

  private static InetAddress address(byte[] v4) {
    try {
      return InetAddress.getByAddress(v4);
    } catch (UnknownHostException e) {
      throw new IllegalStateException("four bytes are an address", e);
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
  public static String countKey(InetAddress address) {
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
