package io.wsgateway.config;

import io.netty.util.NetUtil;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Represents the origin of a web page (RFC 6454 section 6.2), as a browser sends it and as {@code
 * origins.allow} lists it. Both use this parser, so that every origin which the checks accept can
 * also match. Scheme and host are in lower case; two spellings of one origin are equal.
 *
 * @param host the host name, or the 16 bytes of an IPv6 address in hexadecimal and in brackets;
 *     empty only for {@code file://}
 * @param port the port; without one in the text, the default port for http and https, else -1
 */
public record WebOrigin(String scheme, String host, int port) {
  private static final int MAX_CHARS = 512;
  private static final int MAX_HOST = 253;
  private static final String LABEL = "[A-Za-z0-9_~-]{1,63}";

  /** ASCII only: converting other characters to lower case could yield another host name. */
  private static final Pattern FORM =
      Pattern.compile(
          "([A-Za-z][A-Za-z0-9+.-]*)://(LABEL(?:\\.LABEL)*\\.?|\\[[0-9A-Fa-f:.]{2,45}])(?::([1-9][0-9]{0,4}))?"
              .replace("LABEL", LABEL));

  private static final WebOrigin FILE = new WebOrigin("file", "", -1);

  /** Parses an origin; empty for any other text, such as {@code null} or a URL. */
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

  /** Whether the scheme is http or https, so that this server can have pages of this origin. */
  public boolean isWeb() {
    return defaultPort(scheme) > 0;
  }

  /** Whether the port is the default of the scheme, which browsers leave out. */
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
    // An IPv6 address has many spellings.
    byte[] address =
        NetUtil.createByteArrayFromIpAddressString(text.substring(1, text.length() - 1));
    return address == null || address.length != 16
        ? Optional.empty()
        : Optional.of("[" + HexFormat.of().formatHex(address) + "]");
  }
}
