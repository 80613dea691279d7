package io.wsgateway.api;

import io.vertx.ext.web.RoutingContext;
import io.wsgateway.config.ApiKeyConfig.ApiScope;
import io.wsgateway.metrics.ApiMetrics;
import java.time.Duration;
import java.util.Locale;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Checks a request's key and scope, and answers requests that may not call the method. State
 * belongs to the API's event loop.
 */
final class ApiGate {
  private static final Logger log = LoggerFactory.getLogger(ApiGate.class);
  private static final long LOG_EVERY = Duration.ofMinutes(1).toNanos();

  private final ApiKeys keys;
  private final ApiMetrics metrics;
  private long lastLogged = System.nanoTime() - LOG_EVERY;

  ApiGate(ApiKeys keys, ApiMetrics metrics) {
    this.keys = keys;
    this.metrics = metrics;
  }

  /** Whether the caller may use a method of that scope; if not, it has been answered. */
  boolean admits(RoutingContext context, ApiScope scope) {
    ApiKeys.Caller caller = keys.caller(context.request());
    if (caller == null) {
      metrics.unauthorized();
      unauthorized(context);
      return false;
    }
    if (!caller.scopes().contains(scope)) {
      Responses.refuse(
          context,
          403,
          "this key lacks the scope " + scope.name().toLowerCase(Locale.ROOT) + " (api.keys)");
      return false;
    }
    return true;
  }

  private void unauthorized(RoutingContext context) {
    context.response().putHeader("WWW-Authenticate", "apikey");
    if (keys.isEmpty()) {
      String remedy = "api.keys: [{name: backend, key: \"file:PATH\", scopes: [publish]}]";
      log(context, "the API rejects every call because no key is configured; set " + remedy);
      Responses.refuse(context, 401, "the API is off: no key is configured; set api.keys");
    } else {
      log(context, "a call to the API had no valid key");
      if (ApiKeys.usesAnotherScheme(context.request())) {
        Responses.refuse(
            context, 401, "send the key in X-API-Key, or in Authorization after the word apikey");
      } else {
        context.response().setStatusCode(401).end();
      }
    }
  }

  /** Writes at most one line a minute, so that guessing keys cannot fill the log. */
  private void log(RoutingContext context, String message) {
    long now = System.nanoTime();
    if (now - lastLogged >= LOG_EVERY) {
      lastLogged = now;
      log.atWarn()
          .addKeyValue("event", "api.unauthorized")
          .addKeyValue("remote", context.request().remoteAddress())
          .log(message);
    }
  }
}
