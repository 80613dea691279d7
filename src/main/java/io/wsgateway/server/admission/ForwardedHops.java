package io.wsgateway.server.admission;

import io.vertx.core.MultiMap;
import io.wsgateway.config.HttpConfig.ForwardedHeader;
import io.wsgateway.server.admission.ClientAddress.Scheme;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The hops that proxies recorded, the nearest last, from {@code X-Forwarded-For} with {@code
 * X-Forwarded-Proto}, or from {@code Forwarded} (RFC 7239).
 *
 * @param nodes the addresses as written, not yet validated
 * @param scheme the scheme that the nearest proxy reports for its client side
 */
record ForwardedHops(List<String> nodes, Scheme scheme) {
  private static final Pattern PAIR =
      Pattern.compile("\\s*([A-Za-z]{1,16})\\s*=\\s*(?:\"([^\"]*)\"|([^\\s\";]*))\\s*");

  /** Returns whether a forwarding header is present. */
  static boolean anyIn(MultiMap headers) {
    return headers.contains("X-Forwarded-For") || headers.contains("Forwarded");
  }

  /** Returns whether only the other header is present, and not the configured one. */
  static boolean onlyOtherIn(MultiMap headers, ForwardedHeader counts) {
    return !headers.contains(counts.toString()) && anyIn(headers);
  }

  /** Returns the header with the scheme that belongs to the address header {@code counts}. */
  static String schemeHeader(ForwardedHeader counts) {
    return counts == ForwardedHeader.X_FORWARDED_FOR ? "X-Forwarded-Proto" : "Forwarded";
  }

  /** Reads only the configured header: a proxy passes the other one on as the client sent it. */
  static ForwardedHops of(MultiMap headers, ForwardedHeader counts) {
    if (counts == ForwardedHeader.X_FORWARDED_FOR) {
      List<String> schemes = HeaderList.items(headers, "X-Forwarded-Proto");
      return new ForwardedHops(
          HeaderList.items(headers, "X-Forwarded-For"),
          schemes.isEmpty() ? Scheme.UNKNOWN : scheme(schemes.get(schemes.size() - 1)));
    }
    List<String> nodes = new ArrayList<>();
    Scheme scheme = Scheme.UNKNOWN;
    for (String element : HeaderList.items(headers, "Forwarded")) {
      nodes.add(parameter(element, "for"));
      scheme = scheme(parameter(element, "proto"));
    }
    return new ForwardedHops(nodes, scheme);
  }

  private static String parameter(String element, String name) {
    for (String part : element.split(";", -1)) {
      Matcher pair = PAIR.matcher(part);
      if (pair.matches() && pair.group(1).equalsIgnoreCase(name)) {
        String quoted = pair.group(2);
        return quoted != null ? quoted : pair.group(3);
      }
    }
    return "";
  }

  private static Scheme scheme(String text) {
    return switch (text.toLowerCase(Locale.ROOT)) {
      case "http", "ws" -> Scheme.HTTP;
      case "https", "wss" -> Scheme.HTTPS;
      default -> Scheme.UNKNOWN;
    };
  }
}
