package io.wsgateway.api;

import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.SocketAddress;
import io.vertx.ext.web.RoutingContext;
import io.wsgateway.channel.LogCap;
import io.wsgateway.metrics.ApiMetrics;
import io.wsgateway.server.admission.IpText;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.spi.LoggingEventBuilder;

/**
 * Checks a request's key and scope, and answers requests that may not call the method. State
 * belongs to the API's event loop.
 */
final class ApiGate {
  private static final Logger log = LoggerFactory.getLogger(ApiGate.class);
  private static final int LIMITED_LINES = 10;

  private final ApiKeys keys;
  private final ApiMetrics metrics;
  private final AuditTrail audit;
  private final WrongKeys wrong = new WrongKeys(System::nanoTime);
  private final LogCap unauthorized = cap(1);
  private final LogCap limited = cap(LIMITED_LINES);

  ApiGate(ApiKeys keys, ApiMetrics metrics, AuditTrail audit) {
    this.keys = keys;
    this.metrics = metrics;
    this.audit = audit;
  }

  private static LogCap cap(int linesPerMinute) {
    return new LogCap(linesPerMinute, TimeUnit.MINUTES.toNanos(1), System::nanoTime);
  }

  /** The caller, if it may use methods of that scope; null if not: it has been answered then. */
  ApiKeys.@Nullable Caller admit(RoutingContext context, ApiTable.Row row) {
    ApiKeys.Caller caller = keys.caller(context.request());
    if (caller == null) {
      metrics.unauthorized();
      unauthorized(context, row);
    } else if (!caller.scopes().contains(row.scope())) {
      String scope = row.scope().name().toLowerCase(Locale.ROOT);
      audit.refused(context.request(), row, caller, 403);
      Responses.refuse(context, 403, "this key lacks the scope " + scope + " (api.keys)");
      return null;
    }
    return caller;
  }

  private void unauthorized(RoutingContext context, ApiTable.Row row) {
    HttpServerRequest request = context.request();
    if (!keys.isEmpty() && ApiKeys.presents(request)) {
      WrongKeys.Verdict verdict = wrong.wrong(countKey(request));
      if (verdict.isTooMany()) {
        tooMany(context, row, verdict);
        return;
      }
    }
    audit.unauthorized(request, row, 401);
    context.response().putHeader("WWW-Authenticate", "apikey");
    if (keys.isEmpty()) {
      String remedy = "api.keys: [{name: backend, key: \"file:PATH\", scopes: [publish]}]";
      log(context, "the API rejects every call because no key is configured; set " + remedy);
      Responses.refuse(context, 401, "the API is off: no key is configured; set api.keys");
    } else {
      log(context, "a call to the API had no valid key");
      if (ApiKeys.usesAnotherScheme(request)) {
        Responses.refuse(
            context, 401, "send the key in X-API-Key, or in Authorization after the word apikey");
      } else {
        context.response().setStatusCode(401).end();
      }
    }
  }

  private void tooMany(RoutingContext context, ApiTable.Row row, WrongKeys.Verdict verdict) {
    if (verdict.first()) {
      audit.unauthorized(context.request(), row, 429);
      long unsaid = limited.next();
      if (unsaid >= 0) {
        from(context, log.atWarn().addKeyValue("event", "api.limited"), unsaid)
            .log(
                "an address sent more than {} wrong API keys within a minute: its further wrong keys"
                    + " get 429, right keys are accepted",
                WrongKeys.ALLOWED);
      }
    }
    context.response().putHeader("Retry-After", Integer.toString(verdict.retrySeconds()));
    Responses.refuse(
        context, 429, "too many wrong keys from this address: correct the key before you retry");
  }

  /** Writes at most one line a minute, so that guessing keys cannot fill the log. */
  private void log(RoutingContext context, String message) {
    long unsaid = unauthorized.next();
    if (unsaid >= 0) {
      from(context, log.atWarn().addKeyValue("event", "api.unauthorized"), unsaid).log(message);
    }
  }

  private static LoggingEventBuilder from(
      RoutingContext context, LoggingEventBuilder line, long unsaid) {
    return LogCap.tell(line, unsaid).addKeyValue("remote", context.request().remoteAddress());
  }

  /** An IPv6 host owns a whole /64. */
  private static String countKey(HttpServerRequest request) {
    String peer = peer(request);
    return IpText.parse(peer).map(IpText::countKey).orElse(peer);
  }

  /** The other end's address without its port; empty if the connection has ended. */
  static String peer(HttpServerRequest request) {
    SocketAddress remote = request.remoteAddress();
    String host = remote == null ? null : remote.hostAddress();
    return host == null ? "" : host;
  }
}
