package io.wsgateway.server.admission;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.vertx.core.MultiMap;
import io.wsgateway.config.AuthConfig;
import java.net.URLDecoder;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The token that an upgrade request carries: in {@code Authorization} (RFC 6750 section 2.1), after
 * {@code bearer} among the subprotocols, in the configured cookie, or in the query where that is
 * allowed. The same token may be there several times. Its text stays secret.
 */
final class HandedToken {
  /** The subprotocol whose successor in the client's list is the token. */
  static final String BEARER = "bearer";

  private static final String SCHEME = "bearer ";
  private static final String PARAMETER = "token=";

  private @Nullable String token;
  private boolean ambiguous;
  private boolean byCookie;

  private HandedToken() {}

  /** Reads the token of a request; never fails. */
  static HandedToken of(MultiMap headers, String query, AuthConfig auth) {
    HandedToken handed = new HandedToken();
    handed.authorization(headers.getAll("Authorization"));
    handed.subprotocols(HeaderList.items(headers, Subprotocols.HEADER));
    String cookie = auth.cookie();
    if (cookie != null) {
      handed.cookies(headers.getAll("Cookie"), cookie);
    }
    if (auth.tokenInQuery()) {
      handed.query(query);
    }
    return handed;
  }

  /** Returns whether a query has the parameter, allowed or not. */
  static boolean isInQuery(String query) {
    return query.startsWith(PARAMETER) || query.contains("&" + PARAMETER);
  }

  /** The token; null if there is none. */
  @Nullable String token() {
    return token;
  }

  /** Whether there are different tokens, or several cookies: it is not clear which one counts. */
  boolean isAmbiguous() {
    return ambiguous;
  }

  /** Whether the request has the cookie, which browsers add for every page. */
  boolean isByCookie() {
    return byCookie;
  }

  private void authorization(List<String> lines) {
    for (String line : lines) {
      if (line.regionMatches(true, 0, SCHEME, 0, SCHEME.length())) {
        add(line.substring(SCHEME.length()));
      }
    }
  }

  private void subprotocols(List<String> offered) {
    for (int i = 0; i + 1 < offered.size(); i++) {
      if (offered.get(i).equals(BEARER)) {
        add(offered.get(++i));
      }
    }
  }

  private void cookies(List<String> lines, String name) {
    for (String line : lines) {
      for (String pair : line.split(";", -1)) {
        int equals = pair.indexOf('=');
        if (equals >= 0 && pair.substring(0, equals).strip().equals(name)) {
          // Which of several a server meant cannot be known: a subdomain may have set another one.
          ambiguous |= byCookie;
          byCookie = true;
          add(unquoted(pair.substring(equals + 1).strip()));
        }
      }
    }
  }

  /** RFC 6265 section 4.1.1 allows a value in double quotes. */
  private static String unquoted(String value) {
    boolean quoted = value.length() >= 2 && value.startsWith("\"") && value.endsWith("\"");
    return quoted ? value.substring(1, value.length() - 1) : value;
  }

  private void query(String query) {
    for (String pair : query.split("&", -1)) {
      if (pair.startsWith(PARAMETER)) {
        add(decoded(pair.substring(PARAMETER.length())));
      }
    }
  }

  private static String decoded(String value) {
    try {
      return URLDecoder.decode(value.replace("+", "%2B"), UTF_8);
    } catch (IllegalArgumentException e) {
      return value; // no token has a %, so it is refused
    }
  }

  private void add(String text) {
    String found = text.strip();
    if (!found.isEmpty()) {
      ambiguous |= token != null && !token.equals(found);
      token = found;
    }
  }
}
