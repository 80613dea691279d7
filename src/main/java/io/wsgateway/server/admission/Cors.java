package io.wsgateway.server.admission;

import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.util.List;

/**
 * Tells browsers which pages may read the responses of an endpoint (Fetch standard, section 3.3):
 * those that may connect. A page may use cookies only if {@code origins.allow} names its origin
 * without {@code *}. Belongs to one event loop.
 */
public final class Cors {
  /** How long browsers may remember a preflight, in seconds; Chromium takes no more. */
  private static final int MAX_AGE_SECONDS = 7200;

  private static final String ORIGIN = "Origin";

  private final Admission admission;

  Cors(Admission admission) {
    this.admission = admission;
  }

  /** Returns whether a browser asks whether a page may make a request. */
  public static boolean isPreflight(HttpServerRequest request) {
    return request.method().equals(HttpMethod.OPTIONS)
        && request.headers().contains(ORIGIN)
        && request.headers().contains("Access-Control-Request-Method");
  }

  /**
   * Adds the headers for the page that a request comes from to its response, whatever that will be.
   *
   * @return whether the page may read it
   */
  public boolean allow(UpgradeRequest upgrade) {
    HttpServerResponse response = upgrade.request().response();
    response.putHeader("Vary", ORIGIN);
    List<String> given = upgrade.headers().getAll(ORIGIN);
    String host = upgrade.headers().get("Host");
    OriginPolicy origins = admission.origins();
    if (given.size() != 1
        || host == null
        || origins.judge(given, host, upgrade.client().scheme()) != OriginPolicy.Verdict.ALLOWED) {
      return false;
    }
    String origin = given.get(0);
    boolean exact = origins.isExact(origin, host, upgrade.client().scheme());
    boolean any = origins.entries().contains("*");
    // Only what the parser of origins accepts is sent back.
    response.putHeader("Access-Control-Allow-Origin", any && !exact ? "*" : origin);
    if (exact) {
      response.putHeader("Access-Control-Allow-Credentials", "true");
    }
    response.putHeader("Access-Control-Expose-Headers", "Retry-After, Poll-Cursor");
    return true;
  }

  /**
   * Adds the headers of the answer to a preflight, which browsers send without credentials.
   *
   * @return whether the page may make the request
   */
  public boolean preflight(UpgradeRequest upgrade) {
    boolean allowed = allow(upgrade);
    if (allowed) {
      upgrade
          .request()
          .response()
          .putHeader("Access-Control-Allow-Methods", "GET, POST")
          .putHeader("Access-Control-Allow-Headers", "Authorization, Content-Type, Last-Event-ID")
          .putHeader("Access-Control-Max-Age", Integer.toString(MAX_AGE_SECONDS));
    }
    return allowed;
  }
}
