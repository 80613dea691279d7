package io.wsgateway.config;

import io.netty.util.NetUtil;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The origin of a page (RFC 6454 section 6.2), as a browser sends it and as {@code origins.allow}
 * lists it. There is one parser for both, so that what the checks accept can also be compared.
 * Scheme and host are in lower case here; two spellings of one origin are equal.
 *
 * @param host the name; of an IPv6 address, its 16 bytes in hexadecimal and brackets; empty only
 *     for {@code file://}
 * @param port the port, of http and https their own when none is given, else -1
 */
public record WebOrigin(String scheme, String host, int port) {
  private static final int MAX_CHARS = 512;
  private static final int MAX_HOST = 253;
  private static final String LABEL = "[A-Za-z0-9_~-]{1,63}";

  /** ASCII only: in lower case, other characters could become letters of another name. */
  private static final Pattern FORM =
      Pattern.compile(
          "([A-Za-z][A-Za-z0-9+.-]*)://(LABEL(?:\\.LABEL)*\\.?|\\[[0-9A-Fa-f:.]{2,45}])(?::([1-9][0-9]{0,4}))?"
              .replace("LABEL", LABEL));

  private static final WebOrigin FILE = new WebOrigin("file", "", -1);

  /** The origin that a text is; empty for anything else, such as {@code null} or a URL. */
  public static Optional<WebOrigin> parse(String text) {
    if (text.equalsIgnoreCase("file://")) {
      return Optional.of(FILE);
    }
    Matcher form = FORM.matcher(text);
    if (text.length() > MAX_CHARS || !form.matches()) {
      return Optional.empty();
    }
    String scheme = form.group(1).toLowerCase(Locale.ROOT);
    String port = form.group(3);
    int number = port == null ? defaultPort(scheme) : Integer.parseInt(port);
    return number > 65535
        ? Optional.empty()
        : host(form.group(2)).map(host -> new WebOrigin(scheme, host, number));
  }

  /** Whether http or https carries it, so that it can be the origin of this server's pages. */
  public boolean isWeb() {
    return defaultPort(scheme) > 0;
  }

  /** Whether the port is the one that browsers leave out. */
  public boolean isDefaultPort() {
    return isWeb() && port == defaultPort(scheme);
  }

  private static int defaultPort(String scheme) {
    return switch (scheme) {
      case "http" -> 80;
      case "https" -> 443;
      default -> -1;
    };
  }

  private static Optional<String> host(String text) {
    if (!text.startsWith("[")) {
      return text.length() > MAX_HOST
          ? Optional.empty()
          : Optional.of(text.toLowerCase(Locale.ROOT));
    }
    // An address has many spellings.
    byte[] address =
        NetUtil.createByteArrayFromIpAddressString(text.substring(1, text.length() - 1));
    return address == null || address.length != 16
        ? Optional.empty()
        : Optional.of("[" + HexFormat.of().formatHex(address) + "]");
  }
}
