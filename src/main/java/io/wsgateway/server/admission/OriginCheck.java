package io.wsgateway.server.admission;

import static io.wsgateway.server.admission.HandshakeOutcome.ACCEPTED;

import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.wsgateway.config.AuthConfig;
import java.util.List;

/**
 * Checks which page a request comes from. Browsers send {@code Origin} with each WebSocket, but not
 * with every other request: there {@code Sec-Fetch-Site} says it instead (Fetch Metadata), which no
 * page can set.
 */
final class OriginCheck {
  private final Admission admission;

  OriginCheck(Admission admission) {
    this.admission = admission;
  }

  HandshakeOutcome check(UpgradeRequest upgrade) {
    MultiMap headers = upgrade.headers();
    List<String> given = headers.getAll("Origin");
    String host = headers.get("Host");
    OriginPolicy origins = admission.origins();
    if (given.isEmpty() && upgrade.isPlain()) {
      if (isSameOrigin(upgrade.request())) {
        return ACCEPTED;
      }
      if (isForeign(upgrade.request())) {
        return refuse(upgrade, Refusal.originMissing());
      }
    }
    return switch (origins.judge(given, host, upgrade.client().scheme())) {
      case ALLOWED -> hasCookie(upgrade) ? cookie(upgrade, given, host) : ACCEPTED;
      case MISSING -> refuse(upgrade, Refusal.originMissing());
      case FOREIGN ->
          refuse(
              upgrade,
              OriginRefusals.of(
                  String.join(", ", given), host, upgrade.client(), origins.entries()));
    };
  }

  /**
   * A browser adds the cookie to a {@code POST} of any page of the same site, without asking first:
   * only a page whose origin is listed by its whole name may use it.
   */
  private HandshakeOutcome cookie(UpgradeRequest upgrade, List<String> given, String host) {
    if (given.isEmpty()) {
      return refuse(upgrade, TokenRefusals.cookieWithoutOrigin());
    }
    return !upgrade.isPlain()
            || admission.origins().isExact(given.get(0), host, upgrade.client().scheme())
        ? ACCEPTED
        : refuse(upgrade, TokenRefusals.cookieOfPattern());
  }

  /** Returns whether a browser may have added the token on behalf of any page. */
  private boolean hasCookie(UpgradeRequest upgrade) {
    if (!upgrade.takesToken()) {
      return false;
    }
    AuthConfig auth = admission.config().auth();
    return auth.cookie() != null && upgrade.handed(auth).isByCookie();
  }

  /**
   * Returns whether a browser says that a request comes from this server's own page. It does not
   * add {@code Origin} to such a {@code GET}, and no page can set this header (Fetch Metadata).
   */
  private static boolean isSameOrigin(HttpServerRequest request) {
    return request.method().equals(HttpMethod.GET)
        && request.headers().getAll("Sec-Fetch-Site").equals(List.of("same-origin"));
  }

  /** Returns whether a browser says that a request comes from a page of another origin. */
  private static boolean isForeign(HttpServerRequest request) {
    List<String> site = request.headers().getAll("Sec-Fetch-Site");
    return site.contains("cross-site") || site.contains("same-site");
  }

  private static HandshakeOutcome refuse(UpgradeRequest upgrade, Refusal refusal) {
    upgrade.refused(refusal);
    return HandshakeOutcome.ORIGIN;
  }
}
